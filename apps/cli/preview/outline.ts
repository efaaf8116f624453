import type { PreviewReport, PreviewResource } from "./report";
import { STACK_TYPE } from "./urn";

/** A component with what is directly below it. */
export interface Outline {
  readonly resource: PreviewResource;
  /** Sub-components, in the order of their URNs. */
  readonly components: readonly Outline[];
  /** Resources that are nobody's parent and that a provider makes. */
  readonly leaves: readonly PreviewResource[];
  /** All resources below, components not counted. */
  readonly count: number;
}

/** A type that no provider makes: the program's own components, and the stack. */
export function isComponent(type: string): boolean {
  return type.startsWith("towpath:") || type === STACK_TYPE;
}

/** The report as a tree. Roots are what has no parent in it: usually the stack alone. */
export function outline(report: PreviewReport): readonly Outline[] {
  const children = new Map<string | null, PreviewResource[]>();
  const known = new Set(report.resources.map(({ urn }) => urn));
  for (const one of report.resources) {
    const parent = one.parent !== null && known.has(one.parent) ? one.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), one]);
  }
  const build = (resource: PreviewResource): Outline => {
    const below = children.get(resource.urn) ?? [];
    const groups = below.filter((one) => children.has(one.urn) || isComponent(one.type));
    const leaves = below.filter((one) => !groups.includes(one));
    const components = groups.map(build);
    const made = components.reduce(
      (sum, one) => sum + one.count + (isComponent(one.resource.type) ? 0 : 1),
      leaves.length,
    );
    return { resource, components, leaves, count: made };
  };
  return (children.get(null) ?? []).map(build);
}

/** A part with more sub-components than this, and most of the resources, is a layer of its own. */
const MANY = 4;

/** The outlines that a person thinks of as the parts: below the stack, a lone platform, a layer. */
export function parts(report: PreviewReport): readonly Outline[] {
  let level = outline(report);
  for (let only = level[0]; level.length === 1 && only !== undefined; only = level[0]) {
    if (only.components.length === 0) return level;
    level = only.components;
  }
  const total = level.reduce((sum, part) => sum + part.count, 0);
  return level.flatMap((part) =>
    part.components.length > MANY && part.count > total / 2 ? opened(part) : [part],
  );
}

/** A layer's parts, and what lies in it beside them. */
function opened(layer: Outline): readonly Outline[] {
  const { leaves } = layer;
  const rest = { ...layer, components: [], leaves, count: leaves.length };
  return leaves.length === 0 ? layer.components : [...layer.components, rest];
}

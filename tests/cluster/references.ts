import type { PreviewResource } from "../../apps/cli/preview/report";
import { REFERENCES } from "../../apps/cli/render/used-keys";
import { type Manifest, titleOf } from "./manifest";

/** An object that has a name by now, and the resource that registers it. */
export interface Named {
  readonly resource: PreviewResource;
  readonly object: Manifest;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Names what an object refers to. The name of an object that Pulumi names is not in a preview, and a
 * reference to it is then missing or unknown; but the preview says which resources the property was
 * made of, and the one of the right kind among them is meant. A pod without `serviceAccountName` that
 * was made of a ServiceAccount means that one.
 * @throws Error when there is none of the kind, or more than one
 */
export function fillReferences(
  { resource, object }: Named,
  byUrn: ReadonlyMap<string, Named>,
): Manifest {
  const targets = (property: string, kind: string) =>
    (resource.propertyDependencies[property] ?? []).flatMap((urn) => {
      const target = byUrn.get(urn)?.object;
      return target?.kind === kind ? [target.metadata?.name ?? ""] : [];
    });
  const only = (property: string, kind: string, path: string): string => {
    const [name, ...others] = targets(property, kind);
    if (name !== undefined && others.length === 0) return name;
    const found = name === undefined ? "none" : [name, ...others].join(", ");
    throw new Error(`${titleOf(object)}: ${path} names no ${kind}, and it is made of ${found}`);
  };

  const visit = (value: unknown, key: string, property: string, path: string): unknown => {
    if (Array.isArray(value)) {
      return value.map((item: unknown, at) => visit(item, "", property, `${path}[${at}]`));
    }
    if (!isNode(value)) return value;
    const inner: Record<string, unknown> = {};
    for (const [field, content] of Object.entries(value)) {
      inner[field] = visit(content, field, property, `${path}.${field}`);
    }
    const reference = REFERENCES[key];
    if (reference !== undefined && isOpen(inner[reference.field])) {
      inner[reference.field] = only(property, reference.kind, path);
    }
    const isPod = Array.isArray(inner.containers);
    if (isPod && isOpen(inner.serviceAccountName) && targets(property, "ServiceAccount").length) {
      inner.serviceAccountName = only(property, "ServiceAccount", `${path}.serviceAccountName`);
    }
    return inner;
  };
  const named = (property: string, value: unknown): unknown => {
    if (property === "spec") return visit(value, property, property, property);
    // A binding says itself which kind of role it means.
    if (property === "roleRef" && isNode(value) && isOpen(value.name)) {
      return { ...value, name: only(property, String(value.kind), property) };
    }
    // Metadata names the object itself, and data is the writer's own.
    return value;
  };
  const entries = Object.entries(object).map(([property, value]) => [
    property,
    named(property, value),
  ]);
  return Object.fromEntries(entries) as Manifest;
}

/** `Kind name` → the keys of its data that other objects ask for. */
export function usedKeys(objects: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const used = new Map<string, Set<string>>();
  const note = (kind: string, name: unknown, key: unknown) => {
    const title = `${kind} ${String(name)}`;
    const keys = used.get(title) ?? new Set<string>();
    used.set(title, keys.add(String(key)));
  };
  const visit = (value: unknown, key: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, "");
    if (!isNode(value)) return;
    const reference = REFERENCES[key];
    if (reference !== undefined) {
      const items = Array.isArray(value.items) ? value.items.filter(isNode) : [];
      for (const item of [value, ...items]) {
        if (item.key !== undefined) note(reference.kind, value[reference.field], item.key);
      }
    }
    for (const [field, inner] of Object.entries(value)) visit(inner, field);
  };
  for (const object of objects) visit(object, "");
  return new Map([...used].map(([title, keys]) => [title, [...keys].sort()]));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Not said, or not known. */
function isOpen(value: unknown): boolean {
  return value === undefined || value === "<unknown>";
}

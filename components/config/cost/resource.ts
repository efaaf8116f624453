/**
 * A planned resource as the estimate and the quotas read it: plain data, so that the preview and a
 * policy can both hand over what they have. An input that is not known yet is `<unknown>`.
 */
export interface CostResource {
  readonly urn: string;
  /** Pulumi's type token, such as `aws:eks/nodeGroup:NodeGroup`. */
  readonly type: string;
  readonly name: string;
  /** The parent's URN; null or undefined for a root. */
  readonly parent?: string | null | undefined;
  /** The provider's URN: its `region` is the resource's. */
  readonly provider?: string | null | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Input → URNs of the resources that it comes from: how a node group finds its template. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Stands for a value that only a deployment knows. */
export const UNKNOWN_INPUT = "<unknown>";

/** The value at a path such as `scalingConfig.minSize`; undefined where there is none. */
export function at(inputs: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = inputs;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) {
      // What lies inside an unknown value is unknown itself.
      return value === UNKNOWN_INPUT ? UNKNOWN_INPUT : undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** A count or size that is known: a finite number, 0 or more. */
export function amount(inputs: Readonly<Record<string, unknown>>, path: string) {
  const value = at(inputs, path);
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A text that is known. */
export function text(inputs: Readonly<Record<string, unknown>>, path: string) {
  const value = at(inputs, path);
  return typeof value === "string" && value !== UNKNOWN_INPUT ? value : undefined;
}

/** A list's length is known even where its members are not. */
export function lengthOf(inputs: Readonly<Record<string, unknown>>, path: string) {
  const value = at(inputs, path);
  return Array.isArray(value) ? value.length : undefined;
}

/** The texts of a list; undefined unless every one is known. */
export function texts(inputs: Readonly<Record<string, unknown>>, path: string) {
  const value = at(inputs, path);
  if (!Array.isArray(value)) return undefined;
  const known = value.filter(
    (one): one is string => typeof one === "string" && one !== UNKNOWN_INPUT,
  );
  return known.length === value.length ? known : undefined;
}

/** All resources of a plan, with what rules look up in them. */
export class Resources {
  /** In the order of their URNs, so that the same plan always gives the same answer. */
  readonly all: readonly CostResource[];
  private readonly byUrn: ReadonlyMap<string, CostResource>;

  constructor(
    resources: readonly CostResource[],
    /** For resources whose provider names none. */
    private readonly defaultRegion?: string,
  ) {
    this.all = [...resources].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
    this.byUrn = new Map(resources.map((one) => [one.urn, one]));
  }

  /** The region of a resource: its own, its provider's, or the plan's. */
  regionOf(resource: CostResource): string | undefined {
    const provider = this.byUrn.get(resource.provider ?? "");
    return (
      text(resource.inputs, "region") ??
      (provider === undefined ? undefined : text(provider.inputs, "region")) ??
      this.defaultRegion
    );
  }

  /** The first resource of a type that an input comes from. */
  source(resource: CostResource, input: string, type: string): CostResource | undefined {
    return (resource.propertyDependencies?.[input] ?? [])
      .map((urn) => this.byUrn.get(urn))
      .find((one) => one?.type === type);
  }

  /**
   * The part of the platform that a resource belongs to: the highest component above it, not
   * counting `towpath:platform:…`, which holds all parts. Undefined where there is none.
   */
  partOf(resource: CostResource): CostResource | undefined {
    let part: CostResource | undefined;
    let above = this.byUrn.get(resource.parent ?? "");
    for (const seen = new Set<string>(); above !== undefined && !seen.has(above.urn);) {
      seen.add(above.urn);
      if (above.type.startsWith("towpath:") && !above.type.startsWith("towpath:platform:")) {
        part = above;
      }
      above = this.byUrn.get(above.parent ?? "");
    }
    return part;
  }
}

import type { KubernetesRight } from "../config/access/rights";

/** A rule of a Role; every list is sorted. */
export interface RoleRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  /** @default every object of the namespace */
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

/**
 * The rules that say the same as some rights, no more: a resource's verbs once, and resources of a
 * group with the same verbs together. Neither the order of the rights nor saying one twice shows.
 */
export function roleRules(rights: readonly KubernetesRight[]): RoleRule[] {
  const verbs = new Map<string, Set<string>>();
  for (const { apiGroups, resources, resourceNames = [], verbs: granted } of rights) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        const key = JSON.stringify([group, resource, sorted(resourceNames)]);
        verbs.set(key, new Set([...(verbs.get(key) ?? []), ...granted]));
      }
    }
  }
  const rules = new Map<string, Set<string>>();
  for (const [key, granted] of verbs) {
    const [group, resource, names] = JSON.parse(key) as [string, string, string[]];
    const rule = JSON.stringify([group, names, sorted(granted)]);
    rules.set(rule, new Set([...(rules.get(rule) ?? []), resource]));
  }
  return [...rules]
    .map(([key, resources]) => {
      const [group, names, granted] = JSON.parse(key) as [string, string[], string[]];
      return {
        apiGroups: [group],
        resources: sorted(resources),
        ...(names.length > 0 && { resourceNames: names }),
        verbs: granted,
      };
    })
    .sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(compare);
}

/** By code units: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubernetesRight } from "../config/access/rights";
import { type RoleRule, roleRules } from "./role-rules";

const right = (changes: Partial<KubernetesRight>): KubernetesRight => ({
  span: "team",
  namespace: "team",
  apiGroups: [""],
  resources: ["pods"],
  verbs: ["get"],
  ...changes,
});

const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
const rights = fc.array(
  fc
    .record({
      apiGroups: some("", "batch"),
      resources: some("pods", "jobs", "secrets"),
      resourceNames: fc.subarray(["one", "two"]),
      verbs: some("get" as const, "list" as const, "create" as const),
    })
    .map((fields) => right(fields)),
  { maxLength: 6 },
);

/** Each single thing that rules allow. */
function single(rules: readonly (KubernetesRight | RoleRule)[]): string[] {
  return [
    ...new Set(
      rules.flatMap(({ apiGroups, resources, resourceNames = [], verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.map((verb) => `${verb} ${group}/${resource} ${[...resourceNames].sort().join()}`),
          ),
        ),
      ),
    ),
  ].sort();
}

describe("roleRules", () => {
  it("says a resource's verbs once, and puts resources with the same verbs together", () => {
    expect(
      roleRules([
        right({ resources: ["pods", "events"], verbs: ["watch", "get"] }),
        right({ resources: ["pods"], verbs: ["get"] }),
        right({ resources: ["secrets"], verbs: ["create"] }),
        right({ resources: ["secrets"], resourceNames: ["login"], verbs: ["delete"] }),
      ]),
    ).toEqual([
      { apiGroups: [""], resources: ["events", "pods"], verbs: ["get", "watch"] },
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["login"], verbs: ["delete"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
    ]);
  });

  it("allows what the rights allow, and nothing more", () => {
    fc.assert(
      fc.property(rights, (given) => {
        expect(single(roleRules(given))).toEqual(single(given));
      }),
    );
  });

  it("is the same in whatever order the rights come", () => {
    fc.assert(
      fc.property(
        rights.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
          ),
        ),
        ([given, shuffled]) => {
          expect(roleRules(shuffled)).toEqual(roleRules(given));
        },
      ),
    );
  });
});

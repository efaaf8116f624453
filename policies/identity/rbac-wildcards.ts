import { resourceRule } from "../engine/rule";
import { listed } from "./grants";
import { ROLES, type RoleProps, ruleName } from "./rbac";

const FIELDS = ["apiGroups", "resources", "verbs", "nonResourceURLs"] as const;

/** Every right in the cluster is named. CKV_K8S_49, Kyverno restrict-wildcard-verbs and -resources. */
export const rbacWildcards = resourceRule<RoleProps>({
  id: "identity-rbac-wildcards",
  checks: ["K8S-9"],
  severity: "critical",
  level: "always",
  controls: ["CIS EKS 4.1.3", "NSA C-0035"],
  description: "Roles in the cluster name their API groups, resources and verbs.",
  why: "A `*` covers Secrets and every kind that an add-on brings later, and verbs such as `escalate`. Whoever takes over the pod has all of it.",
  remediation:
    "List what the software calls, as CLUSTER_RULES in components/nodes/autoscaler-policy.ts does; its own documentation or manifest has the list.",
  types: ROLES,
  check: ({ props }, report) => {
    for (const [index, rule] of (props.rules ?? []).entries()) {
      const wide = FIELDS.filter((field) =>
        (rule[field] ?? []).some((each) => isWide(field, each)),
      );
      if (wide.length > 0) {
        report(`${ruleName(index)} has * in its ${listed(wide)}. Name each that is needed.`);
      }
    }
  },
});

/** `*`, and `*` + `/scale`: a subresource of everything. A path may end in `*`. */
function isWide(field: (typeof FIELDS)[number], value: string): boolean {
  return field === "nonResourceURLs" ? value === "*" || value === "/*" : value.startsWith("*");
}

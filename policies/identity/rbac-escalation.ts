import { resourceRule } from "../engine/rule";
import { listed } from "./grants";
import { type PolicyRule, ROLES, type RoleProps, ruleName } from "./rbac";

/**
 * Verbs that give whoever has them more rights than they have.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
 */
const VERBS = ["bind", "escalate", "impersonate"];

/** A token for any service account. https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request */
const TOKENS = "serviceaccounts/token";

/** Nobody in the cluster may give himself more rights. CKV_K8S_157, CKV_K8S_158. */
export const rbacEscalation = resourceRule<RoleProps>({
  id: "identity-rbac-escalation",
  checks: ["K8S-9"],
  severity: "critical",
  level: "always",
  controls: ["CIS EKS 4.1.8"],
  description:
    "No role in the cluster may bind, escalate or impersonate, or make tokens of service accounts.",
  why: "Each of these is as good as cluster administrator: its holder takes the rights of somebody who has more.",
  remediation:
    "Take the verb out. Rights in the cluster are given in this repository, by a reviewed change; a controller that makes roles is limited with `resourceNames` to one account's token, or runs in a cluster of its own.",
  types: ROLES,
  check: ({ props }, report) => {
    for (const [index, rule] of (props.rules ?? []).entries()) {
      const verbs = (rule.verbs ?? []).filter((verb) => VERBS.includes(verb));
      if (verbs.length > 0) {
        report(`${ruleName(index)} allows ${listed(verbs)}. Take it out.`);
      }
      if (makesTokens(rule)) {
        report(
          `${ruleName(index)} allows tokens of any service account. Name the account in resourceNames, or take it out.`,
        );
      }
    }
  },
});

function makesTokens({ resourceNames = [], resources = [], verbs = [] }: PolicyRule): boolean {
  return resources.includes(TOKENS) && verbs.includes("create") && resourceNames.length === 0;
}

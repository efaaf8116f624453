import { resourceRule } from "../engine/rule";
import { isServiceWide } from "./actions";
import { allowed, called, certainAll, type GrantProps, GRANTS, knownOf, listed } from "./grants";

/** Nobody may do everything, in AWS or in one of its services. IAMNoWildcardPermissions, CKV_AWS_62, CKV_AWS_63. */
export const wildcardActions = resourceRule<GrantProps>({
  id: "identity-wildcard-actions",
  checks: ["IAM-1"],
  severity: "critical",
  level: "always",
  controls: ["CIS AWS 2.14"],
  description: "Policies of people and workloads name the actions that they allow.",
  why: "Whoever gets hold of such an identity can do everything that the service can, deleting included, and every action that AWS adds later. `NotAction` allows all that nobody thought of.",
  remediation:
    "Name the actions in the policy's builder: lib/iam-policy.ts and the `…-policy.ts` files under components/ show how. An action may end in `*` when its verb is named, as in `s3:Get*`.",
  types: GRANTS,
  check: (resource, report) => {
    const statements = allowed(resource);
    for (const statement of statements) {
      const wide = knownOf(statement.actions).filter(isServiceWide);
      if (wide.length > 0) {
        report(
          `${called(statement)} allows ${listed(wide)}. Name the actions that are needed and no others.`,
        );
      }
      if (statement.notActions.length > 0) {
        report(
          `${called(statement)} allows everything but the actions in NotAction. List what is needed in Action.`,
        );
      }
    }
    for (const { actions } of statements) certainAll(actions, "Action");
  },
});

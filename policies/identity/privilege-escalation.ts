import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { isAnything, isServiceWide, matches } from "./actions";
import { allowed, called, certainAll, type GrantProps, GRANTS, knownOf, listed } from "./grants";

interface Config {
  readonly actions: readonly string[];
}

/**
 * Actions with which an identity gives itself more rights: methods 1, 2, 4 to 14 and 18 of
 * RhinoSecurityLabs/AWS-IAM-Privilege-Escalation at 2b04fa1a. The others there pass a role.
 */
const ESCALATING = [
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:AddUserToGroup",
  "iam:UpdateAssumeRolePolicy",
  "lambda:UpdateFunctionCode",
];

/** Hands a role to a service: method 3 and most from 15 on. */
const PASS_ROLE = "iam:PassRole";

/** Nobody may give himself more rights. */
export const privilegeEscalation = resourceRule<GrantProps, Config>({
  id: "identity-privilege-escalation",
  checks: ["IAM-1"],
  severity: "critical",
  level: "always",
  description: "No policy lets an identity give itself more rights than it has.",
  why: "One such action is as good as the administrator's role: whoever takes over the workload writes its own policy, or passes a stronger role to a machine of its own.",
  remediation:
    "Take the action out of the policy; rights are given in this repository, by a reviewed change. For `iam:PassRole` name the roles, or at least their prefix, in Resource.",
  config: z.object({
    actions: z
      .array(z.string())
      .default(ESCALATING)
      .describe("Actions that give an identity more rights"),
  }),
  types: GRANTS,
  check: (resource, report, { config }) => {
    const statements = allowed(resource);
    for (const statement of statements) {
      // Service-wide ones are another rule's, with another thing to do.
      const patterns = knownOf(statement.actions).filter((action) => !isServiceWide(action));
      const granted = config.actions.filter((action) =>
        patterns.some((pattern) => matches(pattern, action)),
      );
      if (granted.length > 0) {
        report(
          `${called(statement)} allows ${listed(granted)}, with which an identity gives itself any right. Take it out.`,
        );
      }
      if (
        patterns.some((pattern) => matches(pattern, PASS_ROLE)) &&
        (statement.notResources.length > 0 ||
          knownOf(statement.resources).some((one) => isAnything(one) || isAnyRole(one)))
      ) {
        report(
          `${called(statement)} allows ${PASS_ROLE} for every role of the account. Name the roles that may be passed.`,
        );
      }
    }
    for (const { actions } of statements) certainAll(actions, "Action");
  },
});

/** `arn:aws:iam::111122223333:role/*`. */
const ANY_ROLE = /:role\/[*?]*$/;

function isAnyRole(resource: string): boolean {
  return ANY_ROLE.test(resource);
}

import { approversOf, mayApprove } from "../../components/config/access";
import { isApproved } from "../../components/config/access/grant-schema";
import { stackRule } from "../engine/rule";
import { nameOf } from "./grants";

/** Nobody gives a right to themselves, or for somebody who decides. */
export const grantApprover = stackRule({
  id: "ownership-grant-approver",
  checks: [],
  severity: "high",
  level: "posture",
  description:
    "Every grant in stacks/access.yaml is approved by somebody else, who may approve its action for its team, and not in advance.",
  why: "A grant is how a right outside the matrix comes about. Approved by its own holder, or by somebody without a say, it is no more than a claim.",
  remediation:
    "Name another `approver` in the entry under `grants:` of stacks/access.yaml: one whose cell for the action says `approve` or `yes`, and whose role reaches the team. `npx towpath access approve` checks that and writes who and when.",
  check: (stack, report, { now, stacks: { access } }) => {
    for (const grant of access.grants.filter(isApproved)) {
      const { action, approved, approver, identity, team } = grant;
      const able = approversOf(access, action, team).filter((who) => who !== identity);
      const expected =
        able.length === 0
          ? `expected somebody else, and nobody may. Give a role approve for ${action} in stacks/access.yaml first.`
          : `expected one of ${able.join(", ")}. Change approver in stacks/access.yaml.`;
      if (approver === identity) {
        report(stack.root, `${nameOf(grant)} is approved by its holder; ${expected}`);
        continue;
      }
      const { allowed, reason } = mayApprove(access, approver, action, team);
      if (!allowed) {
        report(
          stack.root,
          `${nameOf(grant)} is approved by ${approver}, who may not: ${reason}; ${expected}`,
        );
      } else if (Date.parse(approved) > now.getTime()) {
        report(
          stack.root,
          `${nameOf(grant)} is approved at ${approved}, which is still to come; expected when it was approved. Change approved in stacks/access.yaml.`,
        );
      }
    }
  },
});

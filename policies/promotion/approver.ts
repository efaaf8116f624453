import { approversOf, mayApprove } from "../../components/config/access";
import { teamsOfService, versionRule } from "./promoted-versions";

/** Somebody who may approve answers for what is served. */
export const approver = versionRule({
  id: "promotion-approver",
  severity: "high",
  description:
    "A promoted version is approved by somebody whom the access matrix lets approve promotions of its service's team.",
  why: "Without an entitled approver nobody has answered for the change, and nobody can be asked when it harms someone.",
  remediation:
    "Ask somebody who may approve `promote-artifact` by stacks/access.yaml for a team of the service's owner, and promote again with `npx towpath promote --approver LOGIN`. When an approver has left, a successor takes over: change `approved_by` in stacks/services/NAME.yaml in a change that the successor reviews.",
  judge: ({ approved_by: who }, { stacks }, name) => {
    const { access } = stacks;
    const teams = teamsOfService(stacks, name);
    const able = `expected one of ${approversOf(access, "promote-artifact", teams).join(", ")}`;
    if (who === undefined || who === "") return `has no approved_by; ${able}`;
    const { allowed, reason } = mayApprove(access, who, "promote-artifact", teams);
    return allowed ? undefined : `is approved by ${who}, who may not approve: ${reason}; ${able}`;
  },
});

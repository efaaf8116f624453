import { stackRule } from "../engine/rule";
import { endOf, nameOf, standsBehindRecord } from "./grants";

/** Rights that are over do not stay in the file. */
export const expiredGrants = stackRule({
  id: "ownership-expired-grants",
  checks: [],
  severity: "medium",
  level: "posture",
  description:
    "No grant or request in stacks/access.yaml has expired, except behind a promotion that is still served.",
  why: "Tooling stops honouring an expired grant, what was set up by hand for it may not. Whoever reads the file takes it for a right that somebody still has.",
  remediation:
    "Remove the entry under `grants:` in stacks/access.yaml, and what was given outside for it. Where the right is still needed, ask for a new grant with its own reason, approver and expiry.",
  check: (stack, report, { now, stacks: { access, services } }) => {
    for (const grant of access.grants) {
      if (endOf(grant) > now.getTime() || standsBehindRecord(grant, services)) continue;
      report(
        stack.root,
        `${nameOf(grant)} expired at ${grant.expires}; expected no grant that is over. Remove it from grants in stacks/access.yaml.`,
      );
    }
  },
});

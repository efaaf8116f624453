import * as z from "zod";
import { isApproved } from "../../components/config/access/grant-schema";
import { stackRule } from "../engine/rule";
import { endOf, nameOf } from "./grants";

const DAY_MS = 24 * 60 * 60 * 1000;

const config = z.object({
  days: z.number().min(0).default(1).describe("Days before a grant's end in which to say so."),
});

/** A right that is about to end is said in time, so that nobody meets its end in the middle of work. */
export const expiringGrants = stackRule<z.output<typeof config>>({
  id: "ownership-expiring-grants",
  checks: [],
  severity: "low",
  level: "advice",
  description: "No grant in stacks/access.yaml is about to expire unnoticed.",
  why: "A restore or a promotion is refused in the middle of work because a right ended that day.",
  remediation:
    "Ask the approver for a new grant under `grants:` in stacks/access.yaml when the work goes on, or remove the entry when it is done.",
  config,
  check: (stack, report, { config: { days }, now, stacks: { access } }) => {
    for (const grant of access.grants.filter(isApproved)) {
      const left = endOf(grant) - now.getTime();
      if (left <= 0 || left > days * DAY_MS) continue;
      report(
        stack.root,
        `${nameOf(grant)} expires at ${grant.expires}, within ${days} day${days === 1 ? "" : "s"}; expected that ${grant.identity} and ${grant.approver} know. Extend or remove it in stacks/access.yaml.`,
      );
    }
  },
});

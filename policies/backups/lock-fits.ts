import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { locksOf } from "./locks";
import type { PlanProps } from "./retention";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

type Plan = StackResource<Readonly<Pick<PlanProps, "rules">>>;

/** A vault refuses a job whose backup would live shorter than its lock says, or longer. */
export const lockFits = stackRule({
  id: "backups-lock-fits",
  checks: ["BKP-1"],
  severity: "high",
  level: "always",
  description: "Plans keep backups within the days that the locks of their vaults take.",
  why: "AWS Backup accepts the plan, and then every job of it fails: there are no backups, and only the list of failed jobs says so.",
  remediation:
    "Set `lifecycle.deleteAfter` of the plan's rules and their copies within `minRetentionDays` and `maxRetentionDays` of the vault's lock; components/data/backups.ts takes both from one number.",
  check: (stack, report) => {
    for (const plan of stack.ofType(PLAN) as readonly Plan[]) {
      stack.decide(plan, () => {
        const vaults = (plan.propertyDependencies.rules ?? []).filter(({ type }) => type === VAULT);
        const locks = vaults.flatMap((vault) => locksOf(stack, vault));
        if (locks.length === 0) return;
        // Which of its vaults a rule writes to is not known before they are made: all are asked for.
        const least = Math.max(...locks.map(({ props }) => props.minRetentionDays ?? 1));
        const most = Math.min(...locks.map(({ props }) => props.maxRetentionDays ?? Infinity));
        for (const days of daysOf(plan)) {
          if (days >= least && days <= most) continue;
          report(
            plan,
            `Every job of a rule would fail: it keeps backups ${days === Infinity ? "for ever" : `for ${days} days`}, and the lock of its vault takes ${most === Infinity ? `${least} or more` : `${least} to ${most}`}. Change lifecycle.deleteAfter.`,
          );
        }
      });
    }
  },
});

/** How long the backups and copies of a plan live. */
function daysOf({ props }: Plan): Set<number> {
  const all = (props.rules ?? []).flatMap(({ lifecycle, copyActions }) => [
    lifecycle?.deleteAfter ?? Infinity,
    ...(copyActions ?? []).map((copy) => copy.lifecycle?.deleteAfter ?? Infinity),
  ]);
  return new Set(all);
}

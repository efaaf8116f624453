import { cronProblem, longestGapHours } from "../../components/config/cron";
import { RECOVERY } from "../../components/config/recovery";
import type { RecoveryPart } from "../../components/config/recovery-labels";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import type { WorkloadProps } from "../reading/pods";
import { recoveryJobs } from "./recovery-jobs";

/** Hours between two runs at most: what may be lost, and a week from one proof to the next. */
const MOST_HOURS: Readonly<Record<RecoveryPart, number>> = {
  backup: RECOVERY.internal.rpoHours,
  drill: 7 * 24,
};

type Scheduled = StackResource<
  WorkloadProps & { readonly spec?: { readonly schedule?: string; readonly suspend?: boolean } }
>;

/** AWS Backup knows neither which artifact a run names nor whether a restored one answers. */
export const scheduled = stackRule({
  id: "backups-scheduled",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description:
    "Where data is promised, tracking is backed up at least daily and a backup is restored and proved at least weekly.",
  why: "A job that somebody stopped for a day and forgot is noticed when its backup is needed. What was last proved a year ago may not have been restorable for eleven months.",
  remediation:
    "Keep the CronJobs of components/data/recovery, with `recovery.backup_schedule` and `recovery.drill_schedule` of the stack file daily and weekly or more often; leave `suspend` false.",
  check: (stack, report, { environment }) => {
    if (!environment.settings.deletionProtection || environment.maturity < 2) return;
    for (const part of ["backup", "drill"] as const) {
      const jobs = recoveryJobs(stack, part) as Scheduled[];
      if (jobs.length === 0) {
        report(
          stack.root,
          `No CronJob is the ${part} of tracking; expected one that runs every ${MOST_HOURS[part]} hours or more often. Declare it as components/composed/cluster-recovery.ts does.`,
        );
      }
      for (const job of jobs) {
        stack.decide(job, () => {
          for (const problem of problemsOf(job, part)) report(job, problem);
        });
      }
    }
  },
});

function problemsOf({ props: { spec } }: Scheduled, part: RecoveryPart): string[] {
  const schedule = spec?.schedule ?? "";
  const problems =
    spec?.suspend === true
      ? [`The ${part} is suspended; expected it to run by its schedule. Remove suspend.`]
      : [];
  if (cronProblem(schedule) !== undefined) {
    return [
      ...problems,
      `The schedule of the ${part} is "${schedule}", which Kubernetes does not take; expected five fields, such as 40 0 * * *. Write it so.`,
    ];
  }
  const hours = longestGapHours(schedule);
  if (hours > MOST_HOURS[part]) {
    problems.push(
      `The ${part} runs by "${schedule}", up to ${Math.round(hours)} hours apart; expected ${MOST_HOURS[part]} at most. Choose a schedule that comes more often.`,
    );
  }
  return problems;
}

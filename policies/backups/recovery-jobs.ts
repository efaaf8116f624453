import { type RecoveryPart, selectorOf } from "../../components/config/recovery-labels";
import type { Stack, StackResource } from "../engine/stack";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";
import { selects } from "../reading/selector";

export const CRON_JOB = "kubernetes:batch/v1:CronJob";

/** The CronJobs whose pods back up, or drill: known by their labels, as network policies know them. */
export function recoveryJobs(stack: Stack, part: RecoveryPart): StackResource<WorkloadProps>[] {
  return stack.ofType<WorkloadProps>(CRON_JOB).filter((job) => isPart(job, part));
}

/** Are these the pods of a part? */
export function isPart(workload: StackResource<WorkloadProps>, part: RecoveryPart): boolean {
  const labels = podsOf(workload)?.metadata?.labels ?? {};
  return selects({ matchLabels: selectorOf(part) }, labels);
}

/** Everything that makes pods. */
export const workloadsOf = (stack: Stack): StackResource<WorkloadProps>[] =>
  WORKLOADS.flatMap((type) => [...stack.ofType<WorkloadProps>(type)]);

import { z } from "zod";
import { resourceRule } from "../engine/rule";
import type { WorkloadProps } from "../reading/pods";

const CRON_JOB = "kubernetes:batch/v1:CronJob";

const config = z.strictObject({
  backoffLimit: z
    .int()
    .min(0)
    .default(6)
    .describe("Most tries again of a failed Job; Kubernetes' own default is 6."),
});

/**
 * A Job ends, whatever happens. No `ttlSecondsAfterFinished` is asked for: a Job that Pulumi made and
 * that deletes itself is made, and run, again by the next update.
 */
export const jobs = resourceRule<WorkloadProps, z.output<typeof config>>({
  id: "workloads-jobs",
  checks: [],
  severity: "medium",
  level: "posture",
  description:
    "A Job has a deadline and few tries, and a CronJob does not start while its last Job runs.",
  why: "A Job that hangs keeps its node, with a GPU an expensive one, until somebody notices; two runs of one training at a time write the same artifact.",
  remediation:
    "Write activeDeadlineSeconds and, where 6 is too much, backoffLimit in the Job's spec, and `concurrencyPolicy: \"Forbid\"` in the CronJob's, as components/jobs/job-spec.ts does.",
  types: ["kubernetes:batch/v1:Job", CRON_JOB],
  config,
  check: ({ type, props }, report, { config: { backoffLimit } }) => {
    const job = type === CRON_JOB ? props.spec?.jobTemplate?.spec : props.spec;
    if (job === undefined) return;
    if (job.activeDeadlineSeconds === undefined) {
      report(
        "the Job has no deadline; expected activeDeadlineSeconds. Write the longest that it may take, in seconds.",
      );
    }
    const tries = job.backoffLimit ?? backoffLimit;
    if (tries > backoffLimit) {
      report(
        `the Job tries again ${tries} times; expected ${backoffLimit} at most. Lower backoffLimit.`,
      );
    }
    if (type === CRON_JOB && (props.spec?.concurrencyPolicy ?? "Allow") === "Allow") {
      report(
        "the CronJob starts while its last Job still runs; expected concurrencyPolicy Forbid or Replace. Write one of them.",
      );
    }
  },
});

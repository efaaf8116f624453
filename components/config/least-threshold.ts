import { jobConfigSchema } from "../../lib/job-config";
import { JOB_CONFIGS, jobNames } from "./jobs";
import { readStacksFile } from "./read";
import type { Service } from "./service";

/** The least threshold of an evaluation that may promote, and who says so. */
export interface LeastThreshold {
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** `the baseline's own accuracy`, for messages. */
  readonly whose: string;
}

/**
 * A gate that a worse model passes is none. So an evaluation's threshold is at least
 * - the baseline's measured accuracy: a model that may be worse than the rule it replaces is no gain;
 * - the threshold of the job that trains the model. A record names a run and no job; of several jobs
 *   for one artifact the lowest counts, so that a stricter new job does not condemn what the
 *   earlier one made and a rollback needs.
 * @throws InputError when a job's config cannot be read
 */
export function leastThreshold(
  root: string,
  { name, baseline }: Pick<Service, "name" | "baseline">,
): LeastThreshold {
  const own = { accuracy: baseline.evaluation.accuracy, whose: "the baseline's own accuracy" };
  const [lowest] = jobNames(root)
    .map((job) => `${JOB_CONFIGS}/${job}.yaml`)
    .map((file) => ({ file, job: readStacksFile(root, file, jobConfigSchema).value }))
    .filter(({ job }) => job.artifact_name === name)
    .map(({ file, job }) => ({ accuracy: job.metric_threshold.accuracy, whose: `that of ${file}` }))
    .sort((a, b) => a.accuracy - b.accuracy);
  return lowest !== undefined && lowest.accuracy > own.accuracy ? lowest : own;
}

import { labelsOf } from "../config/tags";

/** What a job's pods do. */
export type JobPart = "training" | "evaluation";

/** What selects the pods of every job. */
export const JOB_PODS = { "app.kubernetes.io/name": "towpath-job" } as const;

/** Whom and what a job is for. */
export interface JobBelonging {
  readonly environment: string;
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
  /** The service that its artifact is made for. */
  readonly service: string;
  readonly team: string;
  /** `run_name` of the config. */
  readonly run: string;
}

/** The labels of a job and of its pods. @param version what code it runs */
export function jobLabels(
  name: string,
  part: JobPart,
  job: JobBelonging,
  version: string,
): Record<string, string> {
  return {
    ...labelsOf(job),
    ...JOB_PODS,
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/component": part,
    "app.kubernetes.io/version": version,
    "towpath.dev/team": job.team,
    "towpath.dev/run": labelValue(job.run),
  };
}

/**
 * Any text as a label's value: what is not allowed becomes a hyphen, and 63 letters remain.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 63)
    .replace(/[^A-Za-z0-9]+$/, "");
}

import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { RefusedError } from "../../../lib/errors";
import { lastEvalSchema, lastRunSchema } from "../../jobs/results";
import { cronJobSchema, endOf, jobFrom, jobSchema, podsSchema, waitingFor } from "./job-objects";
import type { Kubectl } from "./kubectl";

/** Which job is started where. */
export interface RemoteJob {
  readonly namespace: string;
  /** The suspended CronJob that is its template. */
  readonly cronJob: string;
  /** Looks at what is deployed before it is started, and says what to set. @throws UserError */
  readonly prepare: (annotations: Readonly<Record<string, string>>) => Record<string, string>;
}

/** The log lines of apps/jobs/main.ts: progress, and one last line of three kinds. */
const lineSchema = z.object({
  progress: z.string().optional(),
  last_run: lastRunSchema.optional(),
  last_eval: lastEvalSchema.optional(),
  error: z
    .object({ message: z.string(), hint: z.string().optional(), exit_code: z.number() })
    .optional(),
});

export type LogLine = z.output<typeof lineSchema>;

/** How it ended: the last line of the last pod, and what Kubernetes says of the Job. */
export interface RemoteResult {
  readonly job: string;
  readonly succeeded: boolean;
  /** Kubernetes' reason, such as `DeadlineExceeded: …`; empty when it succeeded. */
  readonly why: string;
  readonly last: LogLine;
}

export interface FollowOptions {
  readonly onProgress: (detail: string) => void;
  readonly now: () => Date;
  /** Milliseconds between two looks. @default 2000 */
  readonly everyMs?: number;
}

/**
 * Starts a job from its template and follows it to its end. The Job's own deadline bounds the wait;
 * an interrupted command leaves the job running.
 * @throws RefusedError when it is not deployed, or kubectl is refused
 */
export async function runRemote(
  kubectl: Kubectl,
  remote: RemoteJob,
  options: FollowOptions,
): Promise<RemoteResult> {
  const { namespace, cronJob } = remote;
  const inNamespace = ["--namespace", namespace];
  const found = await kubectl
    .json(["get", "cronjob", cronJob, ...inNamespace])
    .catch((error: unknown) => {
      if (error instanceof Error && error.message.includes("NotFound")) {
        throw new RefusedError(
          `cronjob/${cronJob} is not in namespace ${namespace} of ${kubectl.context}: the job is not deployed there.`,
          { hint: "Deploy the environment first: npx pulumi up -s <environment>." },
        );
      }
      throw error;
    });
  const template = cronJobSchema.parse(found);
  const env = remote.prepare(template.metadata.annotations);
  // Seconds in base 36: seven letters, so that the name stays within 63.
  const name = `${cronJob}-${Math.floor(options.now().getTime() / 1000).toString(36)}`;
  const made = await kubectl.json(
    ["create", "-f", "-", ...inNamespace],
    JSON.stringify(jobFrom(template, name, env)),
  );
  const job = jobSchema.parse(made).metadata.name;
  options.onProgress(`${job} started`);
  return follow(kubectl, namespace, job, options);
}

async function follow(
  kubectl: Kubectl,
  namespace: string,
  job: string,
  { onProgress, everyMs = 2_000 }: FollowOptions,
): Promise<RemoteResult> {
  const inNamespace = ["--namespace", namespace];
  const read = new Set<string>();
  let last: LogLine = {};
  for (;;) {
    // Asked before the pods: what a Job that has ended says last is then read for sure.
    const end = endOf(jobSchema.parse(await kubectl.json(["get", "job", job, ...inNamespace])));
    const selector = `batch.kubernetes.io/job-name=${job}`;
    const pods = podsSchema.parse(
      await kubectl.json(["get", "pods", "--selector", selector, ...inNamespace]),
    ).items;
    pods.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
    for (const pod of pods) {
      const { name } = pod.metadata;
      if (read.has(name)) continue;
      if (pod.status.phase === "Pending" || pod.status.phase === "Unknown") {
        onProgress(waitingFor(pod));
        continue;
      }
      read.add(name);
      await kubectl.lines(["logs", "--follow", name, ...inNamespace], (line) => {
        const parsed = lineSchema.safeParse(parseOrNothing(line)).data;
        if (parsed?.progress !== undefined) onProgress(parsed.progress);
        else if (parsed !== undefined) last = parsed;
      });
    }
    if (end !== undefined) return { job, ...end, last };
    await sleep(everyMs);
  }
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

import * as z from "zod";

/*
 * The parts of Kubernetes' batch/v1 objects that a job is started and followed by. Lenient: a server
 * says much more.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/
 */

const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});

const container = z.looseObject({
  name: z.string(),
  env: z.array(z.looseObject({ name: z.string() })).default([]),
});

const podTemplate = z.looseObject({
  spec: z.looseObject({ containers: z.tuple([container], container) }),
});

export const cronJobSchema = z.looseObject({
  metadata,
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      metadata: metadata.partial().prefault({}),
      spec: z.looseObject({ template: podTemplate }),
    }),
  }),
});

const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(""),
  message: z.string().default(""),
});

export const jobSchema = z.looseObject({
  metadata,
  status: z.looseObject({ conditions: z.array(condition).default([]) }).prefault({}),
});

export const podsSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: metadata.extend({ creationTimestamp: z.string().default("") }),
      status: z
        .looseObject({
          phase: z.string().default("Pending"),
          conditions: z.array(condition).default([]),
          containerStatuses: z
            .array(
              z.looseObject({
                state: z
                  .looseObject({
                    waiting: z
                      .looseObject({
                        reason: z.string().default(""),
                        message: z.string().default(""),
                      })
                      .optional(),
                  })
                  .prefault({}),
              }),
            )
            .default([]),
        })
        .prefault({}),
    }),
  ),
});

export type CronJob = z.output<typeof cronJobSchema>;
export type JobStatus = z.output<typeof jobSchema>;
export type Pod = z.output<typeof podsSchema>["items"][number];

/**
 * A Job from a CronJob's template, as `kubectl create job --from=cronjob/…` makes it, with variables
 * of its own.
 * @param name at most 63 letters
 */
export function jobFrom(
  cronJob: CronJob,
  name: string,
  env: Readonly<Record<string, string>>,
): object {
  const { metadata: own, spec } = cronJob;
  const { template } = spec.jobTemplate.spec;
  const [first, ...others] = template.spec.containers;
  const set = Object.entries(env).map(([key, value]) => ({ name: key, value }));
  const kept = first.env.filter((variable) => !(variable.name in env));
  const containers = [{ ...first, env: [...kept, ...set] }, ...others];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      ...(own.namespace === undefined ? {} : { namespace: own.namespace }),
      labels: spec.jobTemplate.metadata.labels,
      annotations: {
        ...spec.jobTemplate.metadata.annotations,
        "cronjob.kubernetes.io/instantiate": "manual",
      },
      // Deleted with its CronJob, and kept in its history.
      ...(own.uid === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: "batch/v1",
                kind: "CronJob",
                name: own.name,
                uid: own.uid,
                controller: true,
              },
            ],
          }),
    },
    spec: {
      ...spec.jobTemplate.spec,
      template: { ...template, spec: { ...template.spec, containers } },
    },
  };
}

/** How a Job ended; undefined while it runs. */
export function endOf(job: JobStatus): { succeeded: boolean; why: string } | undefined {
  for (const { type, status, reason, message } of job.status.conditions) {
    if (status !== "True" || (type !== "Complete" && type !== "Failed")) continue;
    return { succeeded: type === "Complete", why: [reason, message].filter(Boolean).join(": ") };
  }
  return undefined;
}

/** Why a pod does not run yet, in Kubernetes' words. */
export function waitingFor({ status }: Pod): string {
  const unplaced = status.conditions.find(
    ({ type, status: held }) => type === "PodScheduled" && held === "False",
  );
  const waiting = status.containerStatuses[0]?.state.waiting;
  const said = [unplaced?.message, waiting?.message, waiting?.reason, status.phase];
  return said.find((text) => text !== undefined && text !== "") ?? "";
}

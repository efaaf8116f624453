import * as z from "zod";

/*
 * The form of a job's YAML file. Here, since two sides read it: the job itself (apps/jobs), and the
 * program that declares the job in a cluster (components/).
 */

const kebab = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a kebab-case name, such as support-triage")
  .max(63);

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");

/** GPUs of one job. A GPU is whole: Kubernetes refuses fractions, and a job without one has no key. */
const gpuSchema = z.strictObject({
  /** GPUs of the one pod. */
  count: z
    .number()
    .refine(
      (count) => Number.isInteger(count) && count >= 1,
      "expected a whole number of GPUs from 1; leave `gpu` out for a job without one",
    ),
  /**
   * A key of the stack file's gpu_pools.
   * @default any node with a GPU
   */
  pool: kebab.optional(),
});

/** How a job runs in a cluster. */
const clusterSchema = z.strictObject({
  /**
   * The environments whose clusters declare the job.
   * @default the config's own `environment`
   */
  environments: z.array(kebab).min(1).optional(),
  /** CPU cores, requested. There is no limit: a job that finds a core idle may use it. */
  cpu: z.number().positive().max(192).default(1),
  /** MiB of memory, request and limit. */
  memory_mib: z.number().int().min(128).default(1024),
  /** MiB that the job may write under /tmp. */
  scratch_mib: z.number().int().min(64).default(1024),
  gpu: gpuSchema.optional(),
  /** Minutes after which a job that still runs is stopped and failed. */
  deadline_minutes: z.number().int().min(1).max(10_080).default(60),
  /** Hours that a finished job and its log can be looked at. */
  keep_hours: z.number().int().min(1).max(720).default(168),
  /**
   * What a training does when tracking cannot be reached: it fails, or it leaves its artifact under
   * `quarantine/` in the artifact root and fails. Either way the job is red.
   */
  on_tracking_lost: z.enum(["fail", "quarantine"]).default("fail"),
});

/** A job's YAML file: what to train on, how to judge it, what the result is called. */
export const jobConfigSchema = z
  .strictObject({
    /** The run's name in tracking. */
    run_name: z.string().min(1).max(200),
    /** The labelled CSV to train on: a path (relative to this file), a file:// or an s3:// URI. */
    dataset_uri: z.string().min(1),
    /**
     * SHA-256 of the dataset; other bytes are refused. Needed for s3://, where bytes can change
     * without a review.
     */
    dataset_sha256: sha256Hex.optional(),
    /**
     * The labelled CSV to measure on.
     * @default a fifth of the dataset, drawn by the seed evenly over the labels and not trained on
     */
    eval_uri: z.string().min(1).optional(),
    /** The same for the CSV to measure on. */
    eval_sha256: sha256Hex.optional(),
    /** The CSV column that holds the text. */
    text_column: z.string().min(1),
    /** The CSV column that holds the label. */
    target_column: z.string().min(1),
    /** What a version must reach to be promotable. */
    metric_threshold: z.strictObject({
      /** Share of right answers, 0 to 1. */
      accuracy: z.number().min(0).max(1),
    }),
    /** The artifact's and registered model's name; also the service that it is made for. */
    artifact_name: kebab,
    /** Decides every random choice: the same data, config and seed give the same bytes. */
    seed: z
      .number()
      .int()
      .nonnegative()
      .max(2 ** 31 - 1),
    /** A key of stacks/teams.yaml. */
    team: kebab,
    /** The environment whose current version an evaluation compares with. */
    environment: kebab,
    /** How it runs in a cluster; every key has a default. */
    cluster: clusterSchema.prefault({}),
  })
  .check((context) => {
    const { value } = context;
    for (const [uri, digest] of [
      ["dataset_uri", "dataset_sha256"],
      ["eval_uri", "eval_sha256"],
    ] as const) {
      if (!isS3(value[uri] ?? "") || value[digest] !== undefined) continue;
      context.issues.push({
        code: "custom",
        path: [digest],
        input: undefined,
        message: `expected the SHA-256 of ${uri}: what lies in s3:// can change without a review`,
      });
    }
  })
  .readonly();

export type JobConfig = z.output<typeof jobConfigSchema>;
export type JobCluster = JobConfig["cluster"];
export type GpuRequest = NonNullable<JobCluster["gpu"]>;

/** Does a URI name an object of an S3 bucket? */
export function isS3(uri: string): boolean {
  return uri.startsWith("s3://");
}

/** The environments whose clusters declare a job. */
export function environmentsOf(config: JobConfig): readonly string[] {
  return config.cluster.environments ?? [config.environment];
}

import * as z from "zod";

/*
 * What MLflow's REST API 2.0 answers, as far as it is used here. Objects are lenient: a newer
 * server may say more. Protobuf's JSON leaves out empty lists and strings, and writes int64 as
 * text: https://protobuf.dev/programming-guides/json/
 */

const text = z.string().default("");
const int64 = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).transform(Number);
const double = z
  .union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
  .transform((value) => Number(value));
const pairs = z
  .array(z.object({ key: z.string(), value: text }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

/** What a run is in: only FINISHED means that everything in it is there. */
export const runStatus = z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);

const run = z
  .object({
    info: z.object({
      run_id: z.string().min(1),
      experiment_id: z.string().min(1),
      run_name: text,
      status: runStatus,
      artifact_uri: text,
      start_time: int64.optional(),
      end_time: int64.optional(),
      lifecycle_stage: z.string().default("active"),
    }),
    data: z
      .object({
        metrics: z.array(z.object({ key: z.string(), value: double })).default([]),
        params: pairs,
        tags: pairs,
      })
      .prefault({}),
  })
  .transform(({ info, data }) => ({
    runId: info.run_id,
    experimentId: info.experiment_id,
    runName: info.run_name,
    status: info.status,
    /** Root of the run's artifacts, e.g. `mlflow-artifacts:/1/ab12/artifacts`. */
    artifactUri: info.artifact_uri,
    /** Milliseconds since 1970. */
    startTime: info.start_time,
    /** Milliseconds since 1970; undefined while it runs. */
    endTime: info.end_time,
    /** Deleted runs can still be read until `mlflow gc`. */
    deleted: info.lifecycle_stage === "deleted",
    /** The latest value of each. */
    metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [key, value])),
    params: data.params,
    tags: data.tags,
  }));

/** A run as MLflow keeps it. */
export type Run = z.output<typeof run>;

const modelVersion = z
  .object({
    name: z.string().min(1),
    version: int64,
    source: text,
    run_id: text,
    description: text,
    status: text,
    tags: pairs,
    aliases: z.array(z.string()).default([]),
  })
  .transform(({ run_id, ...rest }) => ({ ...rest, runId: run_id }));

/** One version of a registered model. */
export type ModelVersion = z.output<typeof modelVersion>;

const file = z
  .object({ path: z.string(), is_dir: z.boolean().default(false), file_size: int64.optional() })
  .transform(({ path, is_dir, file_size }) => ({ path, isDir: is_dir, bytes: file_size }));

/** An entry of an artifact listing: `path` from the run's root, `bytes` for files. */
export type ArtifactFile = z.output<typeof file>;

/** Answers by the call that gives them. */
export const answers = {
  experiment: z.object({
    experiment: z.object({
      experiment_id: z.string().min(1),
      lifecycle_stage: z.string().default("active"),
    }),
  }),
  experimentCreated: z.object({ experiment_id: z.string().min(1) }),
  run: z.object({ run }),
  files: z.object({ files: z.array(file).default([]), next_page_token: text }),
  modelVersion: z.object({ model_version: modelVersion }),
  modelVersions: z.object({
    model_versions: z.array(modelVersion).default([]),
    next_page_token: text,
  }),
  nothing: z.unknown(),
} as const;

/** MLflow's answer when it refuses. */
export const errorBody = z.object({ error_code: z.string(), message: text });

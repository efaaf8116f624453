import { readFileSync } from "node:fs";
import * as z from "zod";
import { InputError, messageOf } from "../../lib/errors";
import { saveFile } from "../../lib/save-file";

/** `last-run.json`: what the last training made. */
export const lastRunSchema = z.object({
  run_name: z.string(),
  /** The run in tracking; null for a quarantined artifact, which tracking never saw whole. */
  run_id: z.string().nullable(),
  dataset_uri: z.string(),
  dataset_sha256: z.string(),
  /** Metrics by name, each 0 to 1. */
  metric: z.record(z.string(), z.number()),
  artifact_uri: z.string(),
  /** SHA-256 of the artifact's manifest.json, which pins every other file. */
  artifact_sha256: z.string(),
  model_version: z.string(),
  config_sha256: z.string(),
  commit: z.string().nullable(),
  owner: z.string(),
  /** Registered and at or above the threshold. `evaluate` and `promote` still have their say. */
  promotion_ready: z.boolean(),
  /** Why the artifact is in quarantine, when it is. */
  quarantined: z.string().optional(),
});

export type LastRun = z.output<typeof lastRunSchema>;

const labelReport = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.number(),
});

/** `last-eval.json`: what the last evaluation measured and decided. */
export const lastEvalSchema = z.object({
  /** The training run that was evaluated. */
  run_id: z.string(),
  /** The evaluation's own run in tracking. */
  evaluation_run_id: z.string(),
  model_version: z.string(),
  artifact_sha256: z.string(),
  environment: z.string(),
  data: z.object({ uri: z.string(), sha256: z.string(), examples: z.number() }),
  metric: z.object({ accuracy: z.number(), macro_f1: z.number() }),
  threshold: z.object({ accuracy: z.number(), passed: z.boolean() }),
  /** Against the version that the environment serves now; null when there is nothing to compare. */
  regression: z
    .object({
      current_model_version: z.string(),
      current_accuracy: z.number(),
      /** Candidate minus current, in percentage points. */
      points: z.number(),
      /** False when the candidate is more than {@link MAX_REGRESSION_POINTS} points worse. */
      passed: z.boolean(),
    })
    .nullable(),
  per_class: z.record(z.string(), labelReport),
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.number())) }),
  /** Both verdicts: may this version be promoted? */
  promotable: z.boolean(),
  /** Why not, in words; empty when promotable. */
  reasons: z.array(z.string()),
});

export type LastEval = z.output<typeof lastEvalSchema>;

/** How much worse than the served version a candidate may be, in percentage points. */
export const MAX_REGRESSION_POINTS = 2;

/** Writes JSON through a temporary file, so that a reader never sees half of it. */
export function writeJson(path: string, value: unknown): void {
  saveFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a result file; undefined when there is none. @throws InputError when it is not one */
export function readResult<S extends z.ZodType>(path: string, schema: S): z.output<S> | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InputError(`${path}: not usable: ${messageOf(error)}`, {
      hint: "Remove the file and run the command that writes it again.",
      cause: error,
    });
  }
}

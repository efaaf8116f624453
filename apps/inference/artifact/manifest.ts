// A namespace import, so that a bundle leaves out what is unused (zod's 40 locales: 350 KB).
import * as z from "zod";

/** The layout version of an artifact directory; a server refuses any other. */
export const ARTIFACT_FORMAT = "towpath-artifact/v1";

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");

/** A file name inside the artifact: no separators, so that nothing can point outside of it. */
export const artifactFileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "expected a plain file name");

/**
 * `manifest.json`: what an artifact is and where it came from. It names every other file of the
 * directory with its SHA-256, so the SHA-256 of the manifest itself pins the whole artifact: that
 * one number is the `sha256` of an artifact in promotion records, run tags and logs.
 */
export const manifestSchema = z.strictObject({
  format: z.literal(ARTIFACT_FORMAT),
  /** The request/response contract that the model was made for, e.g. `text-classification/v1`. */
  contract: z.string(),
  /** What the artifact belongs to, e.g. `support-triage`. */
  artifact_name: z.string().min(1),
  /** Unique name of this version, e.g. `support-triage-2026-11-21-2`; in every answer and log. */
  model_version: z.string().min(1),
  /** Which model kind reads it: `rule`, `linear`, `chat`. */
  kind: z.string(),
  /** The training run in tracking; null for a committed baseline, which no run made. */
  run_id: z.string().min(1).nullable(),
  /** RFC 3339 UTC. */
  created_at: z.iso.datetime(),
  /** The data that it was trained on (a baseline: evaluated on). */
  data: z.strictObject({ uri: z.string().min(1), sha256: sha256Hex }),
  /** SHA-256 of the job config file; null for a baseline. */
  config_sha256: sha256Hex.nullable(),
  /** Git commit of the code that made it; null outside a Git checkout. */
  commit: z.string().nullable(),
  /** Metrics measured when it was made, e.g. `{ "accuracy": 0.91 }`. */
  metrics: z.record(z.string(), z.number()),
  /** Every other file of the directory. */
  files: z
    .record(
      artifactFileName,
      z.strictObject({ sha256: sha256Hex, bytes: z.number().int().nonnegative() }),
    )
    .refine((files) => "model.json" in files, "expected an entry for model.json"),
});

export type Manifest = z.output<typeof manifestSchema>;

import * as z from "zod";
import type { Signature } from "../../lib/signed-json";

/*
 * The report of a restore drill, as whoever judges it reads it: `towpath promote`, `towpath drill report`
 * and the policy pack. What a newer version writes beside is let through, and nothing is filled in: the
 * signature is about what was written. Plain data.
 */

/** A file of docs/drills or of the store of reports: `2026-11-21T09-00-00Z-prod.json`. */
const FILE_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-(?<environment>[a-z0-9-]+)\.json$/;

const signatureSchema: z.ZodType<Signature> = z.strictObject({
  by: z.string().min(1),
  role: z.string().min(1),
  algorithm: z.literal("Ed25519"),
  public_key: z.string(),
  value: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, "expected 64 bytes in base64"),
});

export const drillReportSchema = z.looseObject({
  environment: z.string().min(1),
  passed: z.boolean(),
  /** RFC 3339 UTC. */
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** The moment that was gone back to; null: that of the drill. */
  at: z.iso.datetime().nullable(),
  run_by: z.string().min(1),
  roles: z.array(z.string()),
  may_restore: z.boolean(),
  /** Why it failed; empty when it passed. */
  reasons: z.array(z.string()),
  rpo: z.looseObject({
    promised_hours: z.number().positive(),
    at_most_seconds: z.number(),
    lost_runs: z.array(z.string()).nullable(),
    met: z.boolean(),
  }),
  rto: z.looseObject({
    promised_hours: z.number().positive(),
    seconds: z.number().nullable(),
    met: z.boolean(),
  }),
  /** The backup that was restored; null where none was. */
  backup: z
    .looseObject({
      store: z.string(),
      id: z.string(),
      consistent_at: z.iso.datetime(),
      database: z.string(),
      files: z.number(),
      bytes: z.number(),
      tools: z.record(z.string(), z.string()),
    })
    .nullable(),
  phases: z.array(z.looseObject({ name: z.string(), ms: z.number() })),
  consistency: z
    .looseObject({
      runs: z.number(),
      model_versions: z.number(),
      records: z.number(),
      files: z.number(),
      bytes: z.number(),
      missing: z.array(z.looseObject({ name: z.string(), problem: z.string() })),
      /** Deleted on purpose, with a tombstone. */
      deleted: z.array(z.string()),
      orphans: z.array(z.string()).nullable(),
      unfinished: z.array(z.string()),
      unpinned: z.array(z.string()),
    })
    .nullable(),
  predictions: z.array(z.looseObject({ service: z.string(), model_version: z.string() })),
  kept: z.string().nullable(),
  signature: signatureSchema.optional(),
});

/** A report as it was read, with everything in it: its signature is about all of it. */
export type ReadDrillReport = z.output<typeof drillReportSchema>;

/** The environment that a report's file name says; undefined for a file that is no report. */
export function reportedEnvironment(file: string): string | undefined {
  return FILE_NAME.exec(file)?.groups?.environment;
}

/** The file name of a report, without its ending. */
export function reportName({
  started_at,
  environment,
}: {
  readonly started_at: string;
  readonly environment: string;
}): string {
  return `${started_at.slice(0, 19).replaceAll(":", "-")}Z-${environment}`;
}

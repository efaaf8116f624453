import * as z from "zod";
import type { Signature } from "../../lib/signed-json";

/*
 * The report of a restore drill, as whoever judges it reads it: `towpath promote`, `towpath drill report`
 * and the policy pack. The program that drills writes more; what nobody judges by is let through, so
 * that reports of older and newer versions stay readable. Plain data.
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

/** What was promised and what was measured, of one of the two numbers. */
const promiseSchema = z.looseObject({ promised_hours: z.number().positive(), met: z.boolean() });

export const drillReportSchema = z.looseObject({
  environment: z.string().min(1),
  passed: z.boolean(),
  /** RFC 3339 UTC. */
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** The moment that was gone back to; null: that of the drill. */
  at: z.iso.datetime().nullable(),
  run_by: z.string().min(1),
  /** Why it failed; empty when it passed. */
  reasons: z.array(z.string()),
  rpo: promiseSchema,
  rto: promiseSchema,
  /** The backup that was restored; null where none was. */
  backup: z.looseObject({ id: z.string(), consistent_at: z.iso.datetime() }).nullable(),
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

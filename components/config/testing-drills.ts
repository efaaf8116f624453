import { signJson, type Signer } from "../../lib/signed-json";
import { publicKeyOf, readSigningKey } from "../../lib/signing-key";
import type { Access } from "./access";
import type { DrillFile } from "./drill-files";
import { drillReportSchema, type ReadDrillReport, reportName } from "./drill-report";

/** A key of tests: its seed is written here, so no shipped file may name it. */
export const TEST_KEY = readSigningKey(Buffer.alloc(32, 7), "the key of tests");

/** Another one, which nobody names. */
export const OTHER_KEY = readSigningKey(Buffer.alloc(32, 9), "the other key of tests");

/** The program that signs in tests. */
export const TEST_SIGNER = { by: "drill-job", role: "platform-owner" } as const;

/** An access file that names the signer of tests, for an environment. */
export function signing(access: Access, environment = "prod"): Access {
  const { role, by } = TEST_SIGNER;
  const signer = { role, environment, owner: "platform", public_keys: [publicKeyOf(TEST_KEY)] };
  return { ...access, signers: { ...access.signers, [by]: signer } };
}

/** A report of a drill that passed in prod, with some of it otherwise; not signed. */
export function drillReport(changes: Partial<ReadDrillReport> = {}): ReadDrillReport {
  return drillReportSchema.parse({
    environment: "prod",
    passed: true,
    started_at: "2026-11-19T08:00:00.000Z",
    finished_at: "2026-11-19T08:01:00.000Z",
    at: null,
    run_by: "drill-job",
    roles: [],
    may_restore: false,
    reasons: [],
    rpo: { promised_hours: 24, at_most_seconds: 3600, lost_runs: null, met: true },
    rto: { promised_hours: 8, seconds: 60, met: true },
    backup: {
      store: "s3://backups/prod",
      id: "2026-11-19T02-30-00Z-prod",
      consistent_at: "2026-11-19T02:30:00Z",
      database: "postgresql 17.2",
      files: 3,
      bytes: 1024,
      tools: { mlflow: "3.17.0" },
    },
    phases: [{ name: "restore", ms: 60_000 }],
    consistency: {
      runs: 1,
      model_versions: 1,
      records: 1,
      files: 3,
      bytes: 1024,
      missing: [],
      deleted: [],
      orphans: [],
      unfinished: [],
      unpinned: [],
    },
    predictions: [{ service: "support-triage", model_version: "support-triage-2026-11-10-1" }],
    kept: null,
    ...changes,
  });
}

/** A report as docs/drills would hold it, signed. */
export function signedDrill(
  changes: Partial<ReadDrillReport> = {},
  signer: Signer = TEST_SIGNER,
  key = TEST_KEY,
): DrillFile {
  return asFile(drillReportSchema.parse(signJson(drillReport(changes), signer, key)));
}

/** A report in the file that it belongs into. */
export function asFile(report: ReadDrillReport): DrillFile {
  return { file: `docs/drills/${reportName(report)}.json`, report };
}

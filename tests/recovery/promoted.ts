import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { Written } from "./runs";

/** The example service's file with the last two of some runs promoted in an environment. */
export function promoted(runs: readonly Written[], environment: string): string {
  const service = parse(readFileSync("stacks/services/support-triage.yaml", "utf8")) as object;
  const [previous, current] = runs.slice(-2).map(({ runId, modelVersion, uri, sha256 }) => ({
    model_version: modelVersion,
    run_id: runId,
    artifact: { uri, sha256 },
    data: { uri: "apps/jobs/data/support-triage/train-2026-10.csv", sha256: "0".repeat(64) },
    commit: null,
    evaluation: { run_id: runId, accuracy: 0.9, threshold: 0.85 },
    contract_check: { result: "pass", at: "2026-11-21T09:00:00Z" },
    approved_by: "approver",
    promoted_by: "promoter",
    promoted_at: "2026-11-21T09:00:00Z",
  }));
  return stringify({ ...service, environments: { [environment]: { current, previous } } });
}

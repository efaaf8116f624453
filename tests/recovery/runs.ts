import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sealArtifact } from "../../apps/inference/artifact/seal";
import { wordCountRule } from "../../apps/inference/models/rule";
import { loadJobConfig } from "../../apps/jobs/config";
import type { MlflowClient } from "../../apps/jobs/tracking/client";
import { TrainingRun } from "../../apps/jobs/training-run";

/** A finished run, as whoever made it remembers it. */
export interface Written {
  readonly runId: string;
  readonly modelVersion: string;
  readonly uri: string;
  readonly sha256: string;
  /** Milliseconds since 1970, when its last call had been answered. */
  readonly finishedAt: number;
}

/** What they are trained by. */
export const CONFIG = "apps/jobs/configs/support-triage-2026-10.yaml";

/**
 * Makes runs the way that training does, with an artifact that a server can load and random bytes
 * beside it. Two at a time, as two people train.
 */
export async function writeRuns(
  client: MlflowClient,
  count: number,
  bytes: number,
  onRun: (written: Written) => void,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next += 1;
      onRun(await writeRun(client, bytes));
    }
  };
  await Promise.all([worker(), worker()]);
}

async function writeRun(client: MlflowClient, bytes: number): Promise<Written> {
  const loaded = loadJobConfig(CONFIG, process.cwd());
  const data = { uri: "apps/jobs/data/support-triage/train-2026-10.csv", sha256: "0".repeat(64) };
  const origin = { commit: null, owner: "support-ml" };
  const run = await TrainingRun.open(client, loaded, origin, data);
  const modelVersion = `support-triage-recovery-${await run.reserve()}`;
  const folder = mkdtempSync(join(tmpdir(), "towpath-run-"));
  try {
    const sealed = sealArtifact(
      folder,
      new Map<string, Uint8Array | string>([
        ["model.json", JSON.stringify(wordCountRule)],
        ["weights.bin", randomBytes(bytes)],
      ]),
      {
        artifact_name: loaded.config.artifact_name,
        model_version: modelVersion,
        kind: "rule",
        run_id: run.runId,
        created_at: new Date().toISOString(),
        data,
        config_sha256: loaded.sha256,
        commit: null,
        metrics: { accuracy: 0.9 },
      },
    );
    await run.complete(folder, sealed);
    const { artifactUri: uri, runId } = run;
    const finishedAt = Date.now();
    return { runId, modelVersion, uri, sha256: sealed.manifestSha256, finishedAt };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baselineOf, type PromotedVersion } from "../components/config/service";
import type { Context } from "../apps/cli/context";
import { findPaths } from "../apps/cli/context";
import { makeReporter } from "../apps/cli/output";
import { LOCAL, openRecord, withPromotion } from "../apps/cli/promotion/record";
import { rollback } from "../apps/cli/promotion/rollback";
import { startLoad } from "../apps/cli/serving/load";
import { goLive, takeDown } from "../apps/cli/serving/live";
import { artifactStore } from "../apps/cli/tracking/open";
import { sealArtifact } from "../apps/inference/artifact/seal";
import { readDataset } from "../apps/jobs/dataset";
import { trainLinear } from "../apps/jobs/linear/train";
import { saveFile } from "../lib/save-file";
import { machine, writeBlock } from "./report";

/*
 * Twenty times there and back at 2,000 requests a second: every switch is the real rollback command
 * on a real record and a live endpoint. Each request is a batch of two, so that an answer of mixed
 * versions would be seen; each version's answer is remembered, so that a wrong model would be too.
 */
const SERVICE = "support-triage";
const RATE = 2_000;
const ROUNDS = 20;

async function main(): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), "towpath-swap-"));
  const paths = findPaths(process.cwd(), { ...process.env, TOWPATH_STATE: state });
  const context: Context = {
    paths,
    report: makeReporter(false),
    env: process.env,
    now: () => new Date(),
  };
  try {
    const first = await trained(context, "train-2026-10.csv", "bench-v1");
    const second = await trained(context, "train-2026-11.csv", "bench-v2");
    const record = openRecord(paths, SERVICE, LOCAL);
    const baseline = baselineOf(record.service);
    saveFile(
      record.path,
      withPromotion(record.yaml, LOCAL, { current: second.version, previous: baseline }),
    );
    const again = openRecord(paths, SERVICE, LOCAL);
    saveFile(
      again.path,
      withPromotion(again.yaml, LOCAL, { current: first.version, previous: second.version }),
    );
    const live = await goLive(paths, SERVICE, first.path, 0);

    const load = startLoad({ url: live.url, rate: RATE, connections: 32 });
    const started = performance.now();
    const switches: number[] = [];
    for (let round = 1; round <= ROUNDS * 2; round++) {
      await load.more(RATE / 4);
      const before = performance.now();
      await rollback(
        { service: SERVICE, environment: LOCAL },
        context,
        artifactStore({ paths, env: process.env }),
        {
          download: () => Promise.reject(new Error("every artifact is on this machine")),
        },
      );
      switches.push(performance.now() - before);
      process.stderr.write(`\rswitch ${round}/${ROUNDS * 2} `);
    }
    await load.more(RATE / 4);
    const seconds = (performance.now() - started) / 1000;
    const result = await load.stop();
    process.stderr.write("\n");

    const sorted = switches.sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const ok =
      result.failed === 0 && result.mixed === 0 && Object.keys(result.versions).length === 2;
    const rows = [
      "| what | value | must reach |",
      "| --- | --- | --- |",
      `| switches (${ROUNDS} there, ${ROUNDS} back) | ${switches.length} | 2 × 20 |`,
      `| requests, each a batch of two | ${result.requests} at ${Math.round(result.requests / seconds)} a second | 2,000 a second |`,
      `| failed | ${result.failed} | 0 |`,
      `| mixed-version or wrong answers | ${result.mixed} | 0 |`,
      `| answers by version | ${Object.entries(result.versions)
        .map(([version, count]) => `${version}: ${count}`)
        .join(", ")} | both |`,
      `| one switch, from the command to its verification (median, longest) | ${median.toFixed(0)} ms, ${(sorted.at(-1) ?? 0).toFixed(0)} ms | |`,
    ];
    for (const failure of result.failures) rows.push(`\n${failure}`);
    const text = [machine("npm run bench:swap"), "", ...rows].join("\n");
    process.stdout.write(`${text}\n`);
    if (process.argv.includes("--write")) writeBlock("swap", text);
    process.exitCode = ok ? 0 : 1;
  } finally {
    await takeDown(paths, SERVICE);
    rmSync(state, { recursive: true, force: true });
  }
}

/** A model of the shipped data in the store, as a promotion record would name it. */
async function trained(
  context: Context,
  file: string,
  modelVersion: string,
): Promise<{ path: string; version: PromotedVersion }> {
  const uri = `apps/jobs/data/support-triage/${file}`;
  const data = readDataset({ path: uri, uri }, { text: "text", label: "label" });
  const { files } = await trainLinear(data, { seed: 7 });
  const store = artifactStore(context);
  const work = store.workFolder();
  const at = context.now().toISOString();
  const { manifestSha256 } = sealArtifact(work, files, {
    artifact_name: SERVICE,
    model_version: modelVersion,
    kind: "linear",
    run_id: "benchmark",
    created_at: at,
    data: { uri, sha256: data.sha256 },
    config_sha256: null,
    commit: null,
    metrics: {},
  });
  const path = store.adopt(work, manifestSha256);
  return {
    path,
    version: {
      model_version: modelVersion,
      run_id: "benchmark",
      artifact: { uri: `mlflow-artifacts:/benchmark/${modelVersion}`, sha256: manifestSha256 },
      data: { uri, sha256: data.sha256 },
      commit: null,
      evaluation: { run_id: "benchmark", accuracy: 1, threshold: 0 },
      contract_check: { result: "pass", at },
      approved_by: "benchmark",
      promoted_by: "benchmark",
      promoted_at: at,
    },
  };
}

void main();

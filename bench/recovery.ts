import { spawnSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sealArtifact } from "../apps/inference/artifact/seal";
import { wordCountRule } from "../apps/inference/models/rule";
import { MlflowClient } from "../apps/jobs/tracking/client";
import { parseArtifactUri } from "../apps/jobs/tracking/artifact-uri";
import { placesOf } from "../apps/cli/tracking/embedded";
import { startTracking, stopTracking } from "../apps/cli/tracking/server";
import type { DrillReport } from "../apps/recovery/drill/report";
import { table, type Row } from "./inference/report";
import { machine, writeBlock } from "./report";

/*
 * A whole restore drill on the real MLflow with SQLite: 200 runs with 5 MB of artifacts each, and
 * multiples of it (`npm run bench:recovery -- 1 10`). Whole processes are timed, once: a drill starts
 * from nothing each time. With `--write` into docs/benchmarks.md.
 */
const RUNS = 200;
const BYTES = 5_000_000;
/** Seconds that a drill of 200 runs and a gigabyte may take. */
const LIMIT_S = 60;

interface Measured {
  readonly scale: number;
  readonly firstS: number;
  readonly nextS: number;
  readonly drillS: number;
  readonly drill: DrillReport;
}

async function main(): Promise<void> {
  const given = process.argv
    .slice(2)
    .map(Number)
    .filter((scale) => scale > 0);
  const measured: Measured[] = [];
  for (const scale of given.length === 0 ? [1, 10] : given) measured.push(await measure(scale));
  const [once] = measured;
  const rows = measured.flatMap((one): Row[] => {
    const { scale, firstS, nextS, drillS, drill } = one;
    const what = `${RUNS * scale} runs, ${(RUNS * scale * BYTES) / 1e9} GB`;
    const phases = drill.phases.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`);
    // Linear: as many times as long as there is more of it, and a fifth for what is noise.
    const most =
      once === undefined || scale === once.scale ? undefined : (scale / once.scale) * 1.2;
    const times = drillS / (once?.drillS ?? drillS);
    return [
      { what: `${what}: first backup`, measured: `${firstS.toFixed(1)} s` },
      { what: `${what}: next backup, nothing new`, measured: `${nextS.toFixed(1)} s` },
      most === undefined
        ? {
            what: `${what}: whole drill`,
            measured: `${drillS.toFixed(1)} s`,
            target: `≤ ${LIMIT_S * scale} s`,
            reached: drillS <= LIMIT_S * scale,
          }
        : {
            what: `${what}: whole drill`,
            measured: `${drillS.toFixed(1)} s`,
            target: `≤ ${most.toFixed(1)} × ${RUNS * (once?.scale ?? 1)} runs: ${times.toFixed(1)} ×`,
            reached: times <= most,
          },
      { what: `${what}: parts of the drill`, measured: phases.join(", ") },
    ];
  });
  const text = `${machine(`npm run bench:recovery -- ${measured.map(({ scale }) => scale).join(" ")}`)}\n\n${table(rows)}`;
  process.stdout.write(`${text}\n`);
  if (process.argv.includes("--write")) writeBlock("recovery", text);
}

async function measure(scale: number): Promise<Measured> {
  const state = mkdtempSync(join(tmpdir(), "towpath-bench-recovery-"));
  const venv = resolve(process.env.TOWPATH_VENV ?? ".towpath/venv");
  try {
    const { uri } = await startTracking({ state, venv, port: 5850 });
    await fill(new MlflowClient({ uri }), join(placesOf(state).folder, "artifacts"), RUNS * scale);
    const firstS = timed(state, ["backup"]).seconds;
    const nextS = timed(state, ["backup"]).seconds;
    const { seconds: drillS, stdout } = timed(state, ["drill", "restore", "--json"]);
    const drill = JSON.parse(stdout) as DrillReport;
    if (
      drill.consistency?.missing.length !== 0 ||
      drill.consistency.model_versions !== RUNS * scale
    ) {
      throw new Error(`the drill did not find everything: ${stdout}`);
    }
    return { scale, firstS, nextS, drillS, drill };
  } finally {
    await stopTracking(state);
    rmSync(state, { recursive: true, force: true });
  }
}

/** Runs as training leaves them; the bytes go to the server's folder directly, as it would put them. */
async function fill(client: MlflowClient, artifacts: string, runs: number): Promise<void> {
  const experimentId = await client.experimentId("bench");
  await client.ensureRegisteredModel("bench");
  const weights = Buffer.alloc(BYTES);
  for (let number = 1; number <= runs; number++) {
    const run = await client.createRun({ experimentId, runName: `run ${number}` });
    const source = `${run.artifactUri}/model`;
    const place = parseArtifactUri(source);
    if (place.kind !== "proxied") throw new Error(`${source}: expected mlflow-artifacts:`);
    const work = mkdtempSync(join(tmpdir(), "towpath-bench-run-"));
    const files = new Map<string, Uint8Array | string>([
      ["model.json", JSON.stringify(wordCountRule)],
      ["weights.bin", randomFillSync(weights)],
    ]);
    const { manifestSha256 } = sealArtifact(work, files, {
      artifact_name: "bench",
      model_version: `bench-${number}`,
      kind: "rule",
      run_id: run.runId,
      created_at: new Date().toISOString(),
      data: { uri: "none", sha256: "0".repeat(64) },
      config_sha256: null,
      commit: null,
      metrics: { accuracy: 0.9 },
    });
    cpSync(work, join(artifacts, place.path), { recursive: true });
    rmSync(work, { recursive: true });
    await client.createModelVersion({ name: "bench", source, runId: run.runId });
    await client.setTags(run.runId, {
      "towpath.artifact_sha256": manifestSha256,
      "towpath.model_version": `bench-${number}`,
    });
    await client.updateRun(run.runId, "FINISHED");
  }
}

function timed(state: string, args: string[]): { seconds: number; stdout: string } {
  const began = performance.now();
  const ran = spawnSync(process.execPath, ["bin/towpath.js", ...args], {
    env: { ...process.env, TOWPATH_STATE: state },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - began) / 1000;
  if (ran.status === 0) return { seconds, stdout: ran.stdout };
  throw new Error(
    `towpath ${args.join(" ")}: exit ${String(ran.status)}\n${ran.stderr}${ran.stdout}`,
  );
}

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});

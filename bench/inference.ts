import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sealArtifact } from "../apps/inference/artifact/seal";
import { wordCountRule } from "../apps/inference/models/rule";
import { trainLinear } from "../apps/jobs/linear/train";
import { missing, read } from "./banking77";
import { hasWrk, pace, saturate, wrkArgs, type Saturation } from "./inference/load";
import { median, table, type Row } from "./inference/report";
import {
  startBareNode,
  startFastApi,
  startTowpath,
  type Server,
  type Skipped,
} from "./inference/servers";
import { machine, writeBlock } from "./report";

/*
 * How fast the inference server is, beside a bare node:http server and FastAPI on the same machine
 * in the same minutes. `npm run bench:inference`, with `-- --write` into docs/benchmarks.md.
 *
 * TOWPATH_BANKING77      folder of train.csv, for the linear model (default ../shared/data/banking77)
 * TOWPATH_BENCH_SECONDS  seconds of one wrk run (default 6)
 */
const ROUNDS = 3;
const SPAWNS = 5;
const seconds = Number(process.env.TOWPATH_BENCH_SECONDS ?? 6);

async function main(): Promise<void> {
  if (!hasWrk()) {
    console.log("skipped: wrk is not installed (Debian: apt-get install wrk)");
    return;
  }
  const work = mkdtempSync(join(tmpdir(), "towpath-bench-"));
  const servers: Server[] = [];
  try {
    const rows = await measure(work, servers);
    const report = [
      machine(`npm run bench:inference (wrk ${wrkArgs(seconds).join(" ")} URL)`),
      table(rows),
      `Medians of ${ROUNDS} interleaved rounds; a ratio is of medians of the same run. Towpath writes ` +
        "its whole request log to a file and counts its metrics throughout; the peers do neither. " +
        "wrk has no rate limit, so p99 at half saturation is measured by bench/inference/load.ts, " +
        "which sends on a schedule and counts from when each request was due.",
    ].join("\n\n");
    console.log(report);
    if (process.argv.includes("--write")) writeBlock("inference", report);
    if (rows.some((row) => row.reached === false)) process.exitCode = 1;
  } finally {
    for (const server of servers) await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

async function measure(work: string, servers: Server[]): Promise<Row[]> {
  const artifact = sealBaseline(join(work, "artifact"));
  const coldStart = median(await coldStarts(artifact, work));

  const bare = await startBareNode();
  servers.push(bare);
  const rule = await startTowpath("Towpath, rule", artifact, join(work, "rule.log"));
  servers.push(rule);
  const name = "Towpath, linear (banking77, 77 classes)";
  const why = missing();
  const linear: Server | Skipped =
    why === undefined
      ? await startTowpath(name, await sealBanking77(join(work, "77")), join(work, "linear.log"))
      : { name, reason: why };
  if ("port" in linear) servers.push(linear);
  const fastApi = await startFastApi();
  if ("port" in fastApi) servers.push(fastApi);

  const runs = new Map<Server, Saturation[]>(servers.map((server) => [server, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [server, done] of runs) done.push(await saturate(server, seconds));
  }
  const limit = medianRate(runs.get(bare));
  const half = await atHalfSaturation(rule, medianRate(runs.get(rule)));
  const resident = Math.max(...(runs.get(rule) ?? []).map((run) => run.residentMb));
  const ratio = (one: Server, other: Server) =>
    medianRate(runs.get(one)) / medianRate(runs.get(other));
  return [
    saturationRow(bare, runs, limit),
    must(saturationRow(rule, runs, limit), "≥ 0.70 of bare", ratio(rule, bare) >= 0.7),
    ...("port" in linear
      ? [must(saturationRow(linear, runs, limit), "≥ 0.35 of bare", ratio(linear, bare) >= 0.35)]
      : [saturationRow(linear, runs, limit)]),
    ...("port" in fastApi
      ? [
          must(
            saturationRow(fastApi, runs, limit),
            `Towpath, rule ≥ 4 × it: ${ratio(rule, fastApi).toFixed(1)} ×`,
            ratio(rule, fastApi) >= 4,
          ),
        ]
      : [saturationRow(fastApi, runs, limit)]),
    { what: "Towpath, rule: p99 at half saturation", ...half },
    {
      what: "Towpath, rule: memory under load",
      measured: `${resident.toFixed(0)} MB`,
      target: "≤ 120 MB",
      reached: resident <= 120,
    },
    {
      what: `Towpath: cold start to ready, median of ${SPAWNS}`,
      measured: `${coldStart.toFixed(0)} ms`,
      target: "≤ 400 ms",
      reached: coldStart <= 400,
    },
    bundleRow(),
  ];
}

/** On a cluster the same file is mounted from a ConfigMap, which holds 1 MiB. */
function bundleRow(): Row {
  const { size } = statSync("dist/inference.js");
  return {
    what: "Towpath: the bundle",
    measured: `${(size / 1000).toFixed(0)} KB`,
    target: "< 900 KB",
    reached: size < 900_000,
  };
}

/** A row with what it must reach; errors on the way make it missed whatever the rate. */
function must(row: Row, target: string, reached: boolean): Row {
  return { ...row, target, reached: reached && row.reached !== false };
}

function saturationRow(
  server: Server | Skipped,
  runs: ReadonlyMap<Server, readonly Saturation[]>,
  limit: number,
): Row {
  if ("reason" in server) return { what: server.name, measured: `skipped: ${server.reason}` };
  const done = runs.get(server) ?? [];
  const rate = medianRate(done);
  const p99 = median(done.map((run) => run.p99Ms));
  const errors = done.reduce((sum, run) => sum + run.errors, 0);
  return {
    what: server.name,
    measured: `${Math.round(rate).toLocaleString("en")} req/s (${(rate / limit).toFixed(2)} of bare), p99 ${p99.toFixed(1)} ms${errors === 0 ? "" : `, ${errors} errors`}`,
    ...(errors === 0 ? {} : { target: "no errors", reached: false }),
  };
}

async function atHalfSaturation(server: Server, saturation: number) {
  // Once to warm up the client itself.
  await pace(server, saturation / 2, 1);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await pace(server, saturation / 2, Math.min(seconds, 4)));
  }
  const p99 = median(rounds.map((round) => round.p99Ms));
  const rate = Math.round(median(rounds.map((round) => round.requestsPerSecond)));
  return {
    measured: `${p99.toFixed(2)} ms at ${rate.toLocaleString("en")} req/s`,
    target: "≤ 5 ms",
    reached: p99 <= 5,
  };
}

async function coldStarts(artifact: string, work: string): Promise<number[]> {
  const times: number[] = [];
  for (let spawn = 0; spawn < SPAWNS; spawn++) {
    const begun = performance.now();
    const server = await startTowpath("cold start", artifact, join(work, `cold-${spawn}.log`));
    times.push(performance.now() - begun);
    await server.stop();
  }
  return times;
}

const medianRate = (runs: readonly Saturation[] = []) =>
  median(runs.map((run) => run.requestsPerSecond));

function sealBaseline(dir: string): string {
  return seal(dir, "rule", new Map([["model.json", JSON.stringify(wordCountRule)]]));
}

async function sealBanking77(dir: string): Promise<string> {
  console.error("training on banking77 …");
  const { files } = await trainLinear(read("train.csv"), { seed: 7 });
  return seal(dir, "linear", files);
}

function seal(dir: string, kind: string, files: ReadonlyMap<string, Uint8Array | string>): string {
  sealArtifact(dir, files, {
    artifact_name: "bench",
    model_version: "v1",
    kind,
    run_id: null,
    created_at: new Date().toISOString(),
    data: { uri: "file:///none", sha256: "0".repeat(64) },
    config_sha256: null,
    commit: null,
    metrics: {},
  });
  return dir;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

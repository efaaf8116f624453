import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FOLDER, missing } from "./banking77";
import { median, table, type Row } from "./inference/report";
import { machine, writeBlock } from "./report";
import { type OurResult, trainOnce, type TrainingResult } from "./training/ours";

/*
 * How fast and how well the linear classifier trains, beside scikit-learn's LinearSVC on the same
 * data and machine in the same minutes. `npm run bench:training`, with `-- --write` into
 * docs/benchmarks.md. Every training is a process of its own, one after the other, taking turns.
 *
 * TOWPATH_BANKING77        folder of train.csv and test.csv (default ../shared/data/banking77)
 * TOWPATH_BENCH_PYTHON     a Python with scikit-learn (default .towpath/venv's, then python3)
 */
const ROUNDS = 5;
const run = promisify(execFile);

type PeerResult = TrainingResult & { readonly version: string };

async function main(): Promise<void> {
  if (process.argv.includes("--once")) {
    console.log(JSON.stringify(await trainOnce()));
    return;
  }
  const why = missing();
  if (why !== undefined) {
    console.log(`skipped: ${why}`);
    return;
  }
  const python = await findPython();
  if (python === undefined) {
    console.log("peer skipped: no Python with scikit-learn in .towpath/venv or as python3");
  }
  const ours: OurResult[] = [];
  const peers: PeerResult[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await measured<OurResult>(process.execPath, [__filename, "--once"]));
    if (python === undefined) continue;
    peers.push(await measured<PeerResult>(python, ["bench/training/sklearn_peer.py", FOLDER]));
  }
  const rows = report(ours, peers);
  const text = [
    machine("npm run bench:training"),
    table(rows),
    `Medians of ${ROUNDS} rounds that take turns, each training in a process of its own; the ratio ` +
      "is of medians of the same run. Training is the time from texts and labels in memory to a " +
      "model, making features included; ours fits the scores' temperature in that time too. " +
      "scikit-learn's settings: character 2- to 5-grams (`char_wb`), sublinear TF-IDF, C 1, its " +
      "default tolerance.",
  ].join("\n\n");
  console.log(text);
  if (process.argv.includes("--write")) writeBlock("training", text);
  if (rows.some((row) => row.reached === false)) process.exitCode = 1;
}

function report(ours: readonly OurResult[], peers: readonly PeerResult[]): Row[] {
  const of = <T>(results: readonly T[], pick: (result: T) => number) => median(results.map(pick));
  const seconds = of(ours, (result) => result.seconds);
  const accuracy = of(ours, (result) => result.accuracy);
  const artifact = of(ours, (result) => result.artifact_bytes);
  const memory = of(ours, (result) => result.peak_rss_bytes);
  const perText = of(ours, (result) => result.microseconds_per_text);
  const rows: Row[] = [
    limited("accuracy on test.csv", accuracy.toFixed(4), "≥ 0.905", accuracy >= 0.905),
    { what: "training", measured: `${seconds.toFixed(2)} s` },
    limited("artifact", megabytes(artifact), "≤ 20 MB", artifact <= 20e6),
    limited("peak memory of the process", megabytes(memory), "≤ 1000 MB", memory <= 1e9),
    limited("one text, one core", `${perText.toFixed(1)} µs`, "≤ 15 µs", perText <= 15),
  ];
  const [peer] = peers;
  if (peer === undefined) return rows;
  const name = `scikit-learn ${peer.version} LinearSVC`;
  const peerSeconds = of(peers, (result) => result.seconds);
  const ratio = seconds / peerSeconds;
  return [
    ...rows,
    limited(`training / ${name}`, ratio.toFixed(2), "≤ 3", ratio <= 3),
    { what: `${name}: accuracy`, measured: of(peers, (result) => result.accuracy).toFixed(4) },
    { what: `${name}: training`, measured: `${peerSeconds.toFixed(2)} s` },
    {
      what: `${name}: peak memory`,
      measured: megabytes(of(peers, (result) => result.peak_rss_bytes)),
    },
  ];
}

function limited(what: string, value: string, target: string, reached: boolean): Row {
  return { what, measured: value, target, reached };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

async function measured<T>(command: string, args: readonly string[]): Promise<T> {
  const { stdout } = await run(command, [...args]);
  return JSON.parse(stdout) as T;
}

/** The first Python that has scikit-learn: MLflow brings it along. */
async function findPython(): Promise<string | undefined> {
  const named = process.env.TOWPATH_BENCH_PYTHON;
  const candidates = named === undefined ? [".towpath/venv/bin/python", "python3"] : [named];
  for (const python of candidates) {
    try {
      await run(python, ["-c", "import sklearn"]);
      return python;
    } catch {
      // Not there, or without scikit-learn: the next one.
    }
  }
  return undefined;
}

void main();

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PreviewReport } from "../apps/cli/preview/report";
import { median, table, type Row } from "./inference/report";
import { awsProgram, makeFixture } from "./preview/fixture";
import { peakBytes } from "./preview/memory";
import { machine, writeBlock } from "./report";

/*
 * `towpath preview prod --json` beside CDK's synth of as many resources, in one run, turn by turn:
 * this checkout's prod, a program of 180 AWS resources, and one of ten times as many. Whole
 * processes are timed, warm (one run before), and the median is kept. With `-- --write` into
 * docs/benchmarks.md.
 */
const ROUNDS = 5;
/** Components of the two programs, six AWS resources each. */
const [ONCE, TENFOLD] = [30, 300] as const;
const CDK = "bench/preview/cdk";
const TOWPATH = [resolve("bin/towpath.js"), "preview", "prod", "--json"];

/** What was made, and how long each turn took. */
interface Timed {
  readonly resources: number;
  readonly seconds: number;
}

async function main(): Promise<void> {
  const checkout = process.cwd();
  if (!existsSync(join(CDK, "node_modules"))) {
    process.stderr.write("installing aws-cdk-lib for the comparison …\n");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], { cwd: CDK });
  }
  const prod = pair(() => preview(checkout), Math.round(preview(checkout) / 6));
  const memory = await peakBytes(process.execPath, TOWPATH, checkout);
  const once = inFixture(checkout, ONCE);
  const tenfold = inFixture(checkout, TENFOLD);
  const rows = [
    limited("prod of this checkout", prod.ours, prod.ours.seconds <= 3, "≤ 3 s"),
    { what: `CDK synth, ${prod.cdk.resources} resources`, measured: text(prod.cdk) },
    {
      what: "prod of this checkout: peak memory of its processes",
      measured: `${(memory / 1e6).toFixed(0)} MB`,
      target: "≤ 1,000 MB",
      reached: memory <= 1e9,
    },
    limited(
      `${ONCE} services, ${once.ours.resources} resources`,
      once.ours,
      once.ours.seconds < once.cdk.seconds,
      "less than CDK",
    ),
    { what: `CDK synth, ${once.cdk.resources} resources`, measured: text(once.cdk) },
    limited(
      `${TENFOLD} services, ${tenfold.ours.resources} resources`,
      tenfold.ours,
      tenfold.ours.seconds <= 4 * once.ours.seconds,
      `≤ 4 × ${ONCE} services: ${(tenfold.ours.seconds / once.ours.seconds).toFixed(1)} ×`,
    ),
    { what: `CDK synth, ${tenfold.cdk.resources} resources`, measured: text(tenfold.cdk) },
  ];
  const block = [
    machine("npm run bench:preview"),
    table(rows),
    `Whole processes, warm, median of ${ROUNDS}, turn by turn. The preview of this checkout runs its ` +
      `policy pack too (${prod.ours.resources} registrations). CDK's time is that of \`app.synth()\` ` +
      "alone, without the cdk command line. Resources are counted as each reports them: ours with " +
      "components, stack and providers, CDK's as in its templates.",
  ].join("\n\n");
  process.stdout.write(`${block}\n`);
  if (process.argv.includes("--write")) writeBlock("preview", block);
  if (rows.some((row) => row.reached === false)) process.exitCode = 1;
}

function limited(what: string, run: Timed, reached: boolean, target: string): Row {
  return { what, measured: text(run), target, reached };
}

const text = ({ seconds }: Timed): string => `${seconds.toFixed(2)} s`;

function inFixture(checkout: string, services: number): { ours: Timed; cdk: Timed } {
  const fixture = makeFixture(checkout, awsProgram(services));
  try {
    return pair(() => preview(fixture.root), services);
  } finally {
    fixture.remove();
  }
}

/** Ours and CDK's in turn, so that what else the machine does meets both. */
function pair(ours: () => number, services: number): { ours: Timed; cdk: Timed } {
  const out = mkdtempSync(join(tmpdir(), "towpath-cdk-"));
  const cdk = () => synth(services, out);
  try {
    ours();
    cdk();
    const runs = Array.from({ length: ROUNDS }, () => ({ ours: timed(ours), cdk: timed(cdk) }));
    return { ours: middle(runs.map((run) => run.ours)), cdk: middle(runs.map((run) => run.cdk)) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** @returns how many resources it registered */
function preview(root: string): number {
  const ran = spawnSync(process.execPath, TOWPATH, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  // 1 is a mandatory violation: a whole preview all the same.
  if (ran.status !== 0 && ran.status !== 1) throw new Error(ran.stderr);
  const report = JSON.parse(ran.stdout) as Partial<PreviewReport>;
  if (report.resources === undefined) throw new Error(ran.stderr);
  return report.resources.length;
}

/** @returns how many resources its templates have */
function synth(services: number, out: string): number {
  const args = ["app.js", String(services), out];
  return Number(execFileSync(process.execPath, args, { cwd: CDK, encoding: "utf8" }));
}

function timed(work: () => number): Timed {
  const started = performance.now();
  const resources = work();
  return { resources, seconds: (performance.now() - started) / 1000 };
}

function middle(runs: readonly Timed[]): Timed {
  return { resources: runs[0]?.resources ?? 0, seconds: median(runs.map((run) => run.seconds)) };
}

void main();

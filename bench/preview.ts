import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PreviewReport } from "../apps/cli/preview/report";
import { awsProgram, makeFixture } from "./preview/fixture";
import { machine, writeBlock } from "./report";

/*
 * `towpath preview --json` beside CDK's synth of as many resources, in one run, turn by turn: this
 * checkout's prod, a program of 180 AWS resources, and one of ten times as many. Whole processes are
 * timed, warm (one run before), and the median is kept.
 */
const ROUNDS = 5;
const SERVICES = [30, 300] as const;
const CDK = "bench/preview/cdk";

interface Timed {
  readonly resources: number;
  readonly seconds: number;
}

function main(): void {
  const checkout = process.cwd();
  if (!existsSync(join(CDK, "node_modules"))) {
    process.stderr.write("installing aws-cdk-lib for the comparison …\n");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], { cwd: CDK });
  }
  const rows = [
    row(
      "this checkout's prod",
      median(() => towpath(checkout)),
      undefined,
    ),
  ];
  for (const services of SERVICES) {
    const fixture = makeFixture(checkout, awsProgram(services));
    const out = mkdtempSync(join(tmpdir(), "towpath-cdk-"));
    try {
      const [ours, cdk] = alternately(
        () => towpath(fixture.root),
        () => synth(services, out),
      );
      rows.push(row(`${services} services`, ours, cdk));
    } finally {
      fixture.remove();
      rmSync(out, { recursive: true, force: true });
    }
  }
  const text = [
    machine("npm run bench:preview"),
    "",
    "| program | resources | towpath preview | resources | CDK synth |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    `Whole processes, median of ${ROUNDS}, turn by turn. The preview of this checkout runs its policy pack too. CDK's time is that of \`app.synth()\` alone, without the cdk command line.`,
  ].join("\n");
  process.stdout.write(`${text}\n`);
  if (process.argv.includes("--write")) writeBlock("preview", text);
}

function row(name: string, ours: Timed, cdk: Timed | undefined): string {
  const peer = cdk === undefined ? " | |" : `${cdk.resources} | ${cdk.seconds.toFixed(2)} s |`;
  return `| ${name} | ${ours.resources} | ${ours.seconds.toFixed(2)} s | ${peer}`;
}

function towpath(root: string): number {
  const ran = spawnSync(
    process.execPath,
    [resolve("bin/towpath.js"), "preview", "prod", "--json"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  // 1 is a mandatory violation: a whole preview all the same.
  if (ran.status !== 0 && ran.status !== 1) throw new Error(ran.stderr);
  const report = JSON.parse(ran.stdout) as Partial<PreviewReport>;
  if (report.resources === undefined) throw new Error(ran.stderr);
  return report.resources.length;
}

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
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error("nothing was measured");
  return found;
}

function median(work: () => number): Timed {
  work();
  return middle(Array.from({ length: ROUNDS }, () => timed(work)));
}

/** Both in turn, so that what else the machine does meets both. */
function alternately(one: () => number, other: () => number): [Timed, Timed] {
  one();
  other();
  const runs = Array.from({ length: ROUNDS }, () => [timed(one), timed(other)] as const);
  return [middle(runs.map(([first]) => first)), middle(runs.map(([, second]) => second))];
}

main();

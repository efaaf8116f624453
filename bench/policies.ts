import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import type { PreviewReport } from "../apps/cli/preview/report";
import { RULES } from "../policies/rules";
import { median, table, type Row } from "./inference/report";
import { makeReplay } from "./policies/replay";
import { machine, writeBlock } from "./report";

/*
 * What the policy pack costs: `towpath preview prod` with it and without it, turn by turn, for this
 * checkout's prod and for a program that registers the same ten times over. Whole processes, warm,
 * medians. With `-- --write` into docs/benchmarks.md.
 */
const ROUNDS = 5;
const COPIES = 10;
const COMMAND = [resolve("bin/towpath.js"), "preview", "prod", "--json"];

interface Timed {
  readonly resources: number;
  readonly withRules: number;
  readonly without: number;
}

function main(): void {
  const checkout = process.cwd();
  const once = pair(checkout);
  const replay = makeReplay(checkout, preview(checkout, true).text, COPIES);
  try {
    const tenfold = pair(replay.root);
    const share = (once.withRules / once.without - 1) * 100;
    const each = ((tenfold.withRules - tenfold.without) / tenfold.resources) * 1000;
    const rows: Row[] = [
      row(`prod of this checkout, ${once.resources} resources, without rules`, once.without),
      {
        what: `the same with ${RULES.length} rules`,
        measured: `${seconds(once.withRules)}, ${share.toFixed(0)} % more`,
        target: "≤ 40 % more",
        reached: share <= 40,
      },
      row(
        `prod ${COPIES} times over, ${tenfold.resources} resources, without rules`,
        tenfold.without,
      ),
      {
        what: `the same with ${RULES.length} rules`,
        measured: `${seconds(tenfold.withRules)}, ${each.toFixed(2)} ms a resource more`,
        target: "≤ 2 ms a resource",
        reached: each <= 2,
      },
    ];
    const block = [
      machine("npm run bench:policies"),
      table(rows),
      `Whole processes, warm, median of ${ROUNDS}, turn by turn; without rules is \`--no-policies\`. ` +
        "The larger program registers prod's resources again under other names, with the same parents, " +
        "providers and dependencies; what is right once, such as one disruption budget a workload, is wrong ten " +
        "times over, so a few rules speak up there.",
    ].join("\n\n");
    process.stdout.write(`${block}\n`);
    if (process.argv.includes("--write")) writeBlock("policies", block);
    if (rows.some(({ reached }) => reached === false)) process.exitCode = 1;
  } finally {
    replay.remove();
  }
}

function row(what: string, time: number): Row {
  return { what, measured: seconds(time) };
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** With and without in turn, so that what else the machine does meets both. */
function pair(root: string): Timed {
  preview(root, true);
  preview(root, false);
  const runs = Array.from({ length: ROUNDS }, () => ({
    with: preview(root, true),
    without: preview(root, false),
  }));
  return {
    resources: runs[0]?.with.resources ?? 0,
    withRules: median(runs.map((run) => run.with.seconds)),
    without: median(runs.map((run) => run.without.seconds)),
  };
}

function preview(
  root: string,
  policies: boolean,
): { resources: number; seconds: number; text: string } {
  const started = performance.now();
  const args = policies ? COMMAND : [...COMMAND, "--no-policies"];
  // 1 is a mandatory violation: a whole preview all the same.
  const ran = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const took = (performance.now() - started) / 1000;
  const report = JSON.parse(ran.stdout) as Partial<PreviewReport>;
  if (report.resources === undefined) throw new Error(ran.stderr);
  return { resources: report.resources.length, seconds: took, text: ran.stdout };
}

main();

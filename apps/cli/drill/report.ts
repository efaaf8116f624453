import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { saveFile } from "../../../lib/save-file";
import { writeJson } from "../../jobs/results";
import type { Consistency } from "../../recovery/verify";
import { size } from "../recovery/backing-up";
import type { Verdict } from "./verdict";

/** One part of a drill and how long it took. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
}

/** A drill, for whoever asks later whether a restore works. */
export interface DrillReport extends Verdict {
  readonly environment: string;
  readonly passed: boolean;
  /** RFC 3339 UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  /** The moment to go back to; null: now. */
  readonly at: string | null;
  /** Who ran it: a statement, as `--as` of the other commands. */
  readonly run_by: string;
  /** What that person is by stacks/access.yaml; empty when it does not name them. */
  readonly roles: readonly string[];
  /** Whether a role or a grant gives them restore-artifact in this environment. */
  readonly may_restore: boolean;
  readonly backup: {
    readonly store: string;
    readonly id: string;
    readonly consistent_at: string;
    readonly database: string;
    readonly files: number;
    readonly bytes: number;
    readonly tools: Readonly<Record<string, string>>;
  } | null;
  readonly phases: readonly Phase[];
  readonly consistency: Consistency | null;
  /** What answered /predict from a restored artifact. */
  readonly predictions: readonly { readonly service: string; readonly model_version: string }[];
  /** Where the restored data is, when it was to be kept. */
  readonly kept: string | null;
}

/** Writes a report as JSON and as a page. @returns the page */
export function writeReport(folder: string, report: DrillReport): string {
  mkdirSync(folder, { recursive: true });
  const name = `${report.started_at.slice(0, 19).replaceAll(":", "-")}Z-${report.environment}`;
  writeJson(join(folder, `${name}.json`), report);
  const page = join(folder, `${name}.md`);
  saveFile(page, reportPage(report));
  return page;
}

/** The report for people. */
export function reportPage(report: DrillReport): string {
  const { backup, consistency, rpo, rto } = report;
  const rows: [string, string][] = [
    ["verdict", report.passed ? "**passed**" : "**failed**"],
    ["run by", `${report.run_by}, ${rolesOf(report)}`],
    ["from", `${report.started_at} to ${report.finished_at}`],
    ["moment to go back to", report.at ?? "now"],
    [
      "backup",
      backup === null
        ? "none"
        : `${backup.id}: ${backup.database}, ${backup.files} files, ${size(backup.bytes)}`,
    ],
    [
      "recovery point",
      `at most ${duration(rpo.at_most_seconds)} lost, promised ${rpo.promised_hours} h: ${met(rpo.met)}`,
    ],
    ["runs lost", lostRuns(rpo.lost_runs)],
    [
      "recovery time",
      `${rto.seconds === null ? "no prediction" : duration(rto.seconds)}, promised ${rto.promised_hours} h: ${met(rto.met)}`,
    ],
    ...(consistency === null
      ? []
      : ([
          [
            "checked",
            `${consistency.runs} runs, ${consistency.model_versions} model versions, ${consistency.records} promoted versions, ${consistency.files} files, ${size(consistency.bytes)}`,
          ],
        ] as [string, string][])),
    [
      "answered /predict",
      report.predictions.map((one) => `${one.service}: ${one.model_version}`).join(", ") || "none",
    ],
    ["took", report.phases.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(", ")],
    ...(report.kept === null ? [] : ([["kept at", report.kept]] as [string, string][])),
  ];
  const table = rows.map(([key, value]) => `| ${key} | ${value.replaceAll("|", "\\|")} |`);
  return [
    `# Restore drill of ${report.environment}, ${report.started_at.slice(0, 10)}`,
    ["| what | found |", "| --- | --- |", ...table].join("\n"),
    ...listed("Why it failed", report.reasons),
    ...listed(
      "Missing",
      (consistency?.missing ?? []).map(({ name, problem }) => `${name}: ${problem}`),
    ),
    ...listed("Orphans: files of runs that the database does not know", consistency?.orphans ?? []),
    ...listed("Deleted on purpose", consistency?.deleted ?? []),
    ...listed("Never finished, and promised to nobody", consistency?.unfinished ?? []),
    ...listed("There, but pinned by no digest", consistency?.unpinned ?? []),
    "",
  ].join("\n\n");
}

function rolesOf({ roles, may_restore }: DrillReport): string {
  const who = roles.length === 0 ? "whom stacks/access.yaml does not name" : roles.join(", ");
  return `${who}; ${may_restore ? "may" : "may not"} restore over live data`;
}

function lostRuns(lost: readonly string[] | null): string {
  if (lost === null) return "unknown: the live database does not answer";
  return lost.length === 0 ? "none" : lost.join(", ");
}

function listed(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`## ${title}`, lines.map((line) => `- ${line}`).join("\n")];
}

function met(yes: boolean): string {
  return yes ? "kept" : "not kept";
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

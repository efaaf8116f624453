import { size } from "../../../lib/size";
import type { DrillReport } from "./report";

/** The report for people. */
export function reportPage(report: DrillReport): string {
  const { backup, consistency, rpo, rto } = report;
  const rows: [string, string][] = [
    ["verdict", report.passed ? "**passed**" : "**failed**"],
    ["run by", `${report.run_by}, ${rolesOf(report)}`],
    ["signed by", signedBy(report)],
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

/** Whether the signature is right, the page cannot know: the JSON beside it is what is checked. */
export function signedBy({ signature }: Pick<DrillReport, "signature">): string {
  return signature === undefined ? "nobody" : `${signature.by}, ${signature.role}`;
}

function lostRuns(lost: readonly string[] | null): string {
  if (lost === null) return "not compared: the live database was not asked, or did not answer";
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

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../../lib/errors";
import { explainIssues } from "../../lib/zod-issues";
import { drillReportSchema, type ReadDrillReport, reportedEnvironment } from "./drill-report";

/** The folder of the reports that people committed, from the project's root. */
export const DRILLS_FOLDER = "docs/drills";

/** A report and the file that it stands in. */
export interface DrillFile {
  /** From the project's root: `docs/drills/2026-11-21T09-00-00Z-prod.json`. */
  readonly file: string;
  readonly report: ReadDrillReport;
}

/**
 * The committed reports of drills, the oldest first.
 * @param root the project's root; a checkout without the folder has none
 * @throws InputError for a file that is no report: naming it, what was found and expected
 */
export function readDrillReports(root: string): DrillFile[] {
  const folder = join(root, DRILLS_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const file = `${DRILLS_FOLDER}/${name}`;
      const report = parseReport(readFileSync(join(folder, name), "utf8"), file);
      const said = reportedEnvironment(name);
      if (said === report.environment) return { file, report };
      throw new InputError(
        `${file}: found a report of ${report.environment} under this name; expected <moment>-${report.environment}.json`,
      );
    });
}

/** Reads a report's JSON. @throws InputError naming the place, what was found and expected */
export function parseReport(text: string, place: string): ReadDrillReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${place}: no JSON: ${messageOf(error)}; expected the report of a drill`);
  }
  const read = drillReportSchema.safeParse(json);
  if (read.success) return read.data;
  const problems = explainIssues(read.error.issues, drillReportSchema, json);
  throw new InputError(
    problems.map(({ path, message }) => `${place}: ${path.join(".")}: ${message}`).join("\n"),
  );
}

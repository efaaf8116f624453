import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drillReportSchema, reportedEnvironment } from "../../../components/config/drill-report";
import type { ObjectStore } from "../../../lib/object-store/client";
import { saveFile } from "../../../lib/save-file";
import type { DrillReport } from "./report";
import { reportPage } from "./report-page";

/** Where reports of drills lie: a folder, or a prefix of an object store. */
export interface ReportPlace {
  /** For messages. */
  readonly place: string;
  names(): Promise<string[]>;
  text(name: string): Promise<string>;
  /** @returns where it lies, for people */
  put(name: string, text: string): Promise<string>;
}

/** Bytes of a report at most: thousands of names of missing runs fit. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Reports in a folder, made when the first one is written. */
export function folderReports(folder: string): ReportPlace {
  return {
    place: folder,
    names: () => Promise.resolve(existsSync(folder) ? readdirSync(folder) : []),
    text: (name) => Promise.resolve(readFileSync(join(folder, name), "utf8")),
    put: (name, text) => {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, name);
      saveFile(file, text);
      return Promise.resolve(file);
    },
  };
}

/** Reports in an object store. @param uri `s3://bucket/prefix` */
export function storedReports(uri: string, objects: ObjectStore): ReportPlace {
  return {
    place: uri,
    names: async () =>
      (await objects.list(uri)).map(({ key }) => key.slice(key.lastIndexOf("/") + 1)),
    text: async (name) =>
      Buffer.from(await objects.get(`${uri}/${name}`, MOST_BYTES)).toString("utf8"),
    put: async (name, text) => {
      await objects.put(`${uri}/${name}`, Buffer.from(text));
      return `${uri}/${name}`;
    },
  };
}

/** Writes a report as JSON and as a page. @returns where the page lies */
export async function writeReport(place: ReportPlace, report: DrillReport): Promise<string> {
  const name = `${report.started_at.slice(0, 19).replaceAll(":", "-")}Z-${report.environment}`;
  await place.put(`${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  return place.put(`${name}.md`, reportPage(report));
}

/**
 * When the newest drill of an environment that passed was over; undefined when none did. A report that
 * cannot be read proves nothing and is passed over.
 */
export async function lastPassed(
  place: ReportPlace,
  environment: string,
): Promise<Date | undefined> {
  const names = (await place.names()).filter((name) => reportedEnvironment(name) === environment);
  // Names begin with the time.
  for (const name of names.sort().reverse()) {
    const report = drillReportSchema.safeParse(parsed(await place.text(name)));
    if (!report.success || report.data.environment !== environment || !report.data.passed) continue;
    return new Date(report.data.finished_at);
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

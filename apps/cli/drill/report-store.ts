import { resolve } from "node:path";
import { parseReport } from "../../../components/config/drill-files";
import { type ReadDrillReport, reportedEnvironment } from "../../../components/config/drill-report";
import { InputError } from "../../../lib/errors";
import { ObjectStore } from "../../../lib/object-store/client";
import { folderReports, type ReportPlace, storedReports } from "../../recovery/drill/report-place";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";
import { recoveryPlaces } from "../recovery/estate";

/** A report that lies where drills put it. */
export interface StoredReport {
  readonly name: string;
  /** Its bytes as they were read: what is committed is what was signed. */
  readonly text: string;
  readonly report: ReadDrillReport;
}

/**
 * Where the reports of an environment are: what was said, else TOWPATH_REPORTS, else on this machine
 * `.towpath/drills`.
 * @throws InputError where nothing says so
 */
export function reportPlace(
  context: Pick<Context, "paths" | "env">,
  environment: string,
  said?: string,
): ReportPlace {
  const named = said ?? context.env.TOWPATH_REPORTS ?? "";
  if (named.startsWith("s3://")) {
    return storedReports(named.replace(/\/+$/, ""), new ObjectStore({ env: context.env }));
  }
  if (named !== "") return folderReports(resolve(named));
  if (environment === LOCAL) return folderReports(recoveryPlaces(context).reports);
  throw new InputError(`where drills of ${environment} put their reports is not known`, {
    hint: "Name the folder or prefix: --from s3://<bucket of reports>/drills, or set TOWPATH_REPORTS.",
  });
}

/** The newest report of an environment; undefined where there is none. @throws InputError for a damaged one */
export async function newestStored(
  reports: ReportPlace,
  environment: string,
): Promise<StoredReport | undefined> {
  // Names begin with the moment, so that their order is that of time.
  const { place } = reports;
  const name = (await reports.names())
    .filter((one) => reportedEnvironment(one) === environment)
    .sort()
    .at(-1);
  if (name === undefined) return undefined;
  const found = await reports.text(name);
  const report = parseReport(found, `${place}/${name}`);
  if (report.environment === environment) return { name, text: found, report };
  throw new InputError(
    `${place}/${name}: found a report of ${report.environment}; expected one of ${environment}`,
  );
}

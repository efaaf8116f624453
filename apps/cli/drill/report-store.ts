import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseReport } from "../../../components/config/drill-files";
import { type ReadDrillReport, reportedEnvironment } from "../../../components/config/drill-report";
import { InputError } from "../../../lib/errors";
import { ObjectStore } from "../../../lib/object-store/client";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";
import { recoveryPlaces } from "../recovery/estate";

/** Bytes of a report at most: thousands of names of missing runs fit. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A report that lies where drills put it. */
export interface StoredReport {
  readonly name: string;
  /** Its bytes as they were read: what is committed is what was signed. */
  readonly text: string;
  readonly report: ReadDrillReport;
}

/** A folder or `s3://bucket/prefix` that drills write reports to. */
interface ReportPlace {
  readonly place: string;
  readonly names: () => Promise<string[]>;
  readonly text: (name: string) => Promise<string>;
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
  if (named.startsWith("s3://")) return inS3(named.replace(/\/+$/, ""), context.env);
  if (named !== "") return inFolder(resolve(named));
  if (environment === LOCAL) return inFolder(recoveryPlaces(context).reports);
  throw new InputError(`where drills of ${environment} put their reports is not known`, {
    hint: "Name the folder or prefix: --from s3://<bucket of reports>/drills, or set TOWPATH_REPORTS.",
  });
}

/** The newest report of an environment; undefined where there is none. @throws InputError for a damaged one */
export async function newestStored(
  { place, names, text }: ReportPlace,
  environment: string,
): Promise<StoredReport | undefined> {
  // Names begin with the moment, so that their order is that of time.
  const name = (await names())
    .filter((one) => reportedEnvironment(one) === environment)
    .sort()
    .at(-1);
  if (name === undefined) return undefined;
  const found = await text(name);
  const report = parseReport(found, `${place}/${name}`);
  if (report.environment === environment) return { name, text: found, report };
  throw new InputError(
    `${place}/${name}: found a report of ${report.environment}; expected one of ${environment}`,
  );
}

function inFolder(place: string): ReportPlace {
  return {
    place,
    names: () => Promise.resolve(existsSync(place) ? readdirSync(place) : []),
    text: (name) => Promise.resolve(readFileSync(join(place, name), "utf8")),
  };
}

function inS3(place: string, env: NodeJS.ProcessEnv): ReportPlace {
  const objects = new ObjectStore({ env });
  return {
    place,
    names: async () => (await objects.list(place)).map(({ key }) => basename(key)),
    text: async (name) =>
      Buffer.from(await objects.get(`${place}/${name}`, MOST_BYTES)).toString("utf8"),
  };
}

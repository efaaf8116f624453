import { readDrillReports } from "../../../components/config/drill-files";
import { hasPassed, newestReport, signatureProblem } from "../../../components/config/drilled";
import { loadStacks, type Stacks } from "../../../components/config/load";
import { isDrilled, OVERDUE_HOURS } from "../../../components/config/recovery";
import { messageOf } from "../../../lib/errors";
import { readCatalog } from "../../recovery/catalog";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";
import { recoveryPlaces } from "../recovery/estate";
import { newestStored, reportPlace } from "./report-store";

const HOUR_MS = 3_600_000;

/** When something of an environment was last backed up, or last drilled. */
export interface Standing {
  readonly environment: string;
  readonly what: keyof typeof OVERDUE_HOURS;
  /** RFC 3339; null where there is none, or none that counts. */
  readonly last: string | null;
  /** Older than promised; on this machine, where nothing is promised, always false. */
  readonly overdue: boolean;
  /** What to know of it: that it failed, is not signed, or cannot be read; null where all is well. */
  readonly problem: string | null;
}

/**
 * The last backup and drill of this machine, and the last committed drill of every environment whose
 * data is promised. What lies in an account is not asked: its alarms tell.
 */
export async function recoveryStanding(context: Context): Promise<Standing[]> {
  const stacks = loadStacks(context.paths.root);
  return [
    await attempt("backup", () => localBackup(context)),
    await attempt("drill", () => localDrill(context)),
    ...promisedDrills(context, stacks),
  ];
}

/** `drill of prod     2026-11-19T08:01:00Z, overdue`. */
export function standingLine({ environment, what, last, overdue, problem }: Standing): string {
  const notes = [
    last ?? "none",
    ...(problem === null ? [] : [problem]),
    ...(overdue ? ["overdue"] : []),
  ];
  return `${`${what} of ${environment}`.padEnd(16)} ${notes.join(", ")}`;
}

/** Status must answer when a store does not. */
async function attempt(
  what: Standing["what"],
  ask: () => Promise<Pick<Standing, "last" | "problem">>,
): Promise<Standing> {
  const found = await ask().catch((error: unknown) => ({ last: null, problem: messageOf(error) }));
  return { environment: LOCAL, what, overdue: false, ...found };
}

async function localBackup(context: Context): Promise<Pick<Standing, "last" | "problem">> {
  const { backups, damaged } = await readCatalog(recoveryPlaces(context).store, LOCAL);
  return {
    last: backups.at(-1)?.manifest.consistent_at ?? null,
    problem: damaged.length === 0 ? null : `${damaged.length} damaged`,
  };
}

async function localDrill(context: Context): Promise<Pick<Standing, "last" | "problem">> {
  const found = await newestStored(reportPlace(context, LOCAL), LOCAL);
  if (found === undefined) return { last: null, problem: null };
  return { last: found.report.finished_at, problem: hasPassed(found.report) ? null : "failed" };
}

function promisedDrills({ paths, now }: Context, { environments, access }: Stacks): Standing[] {
  const reports = readDrillReports(paths.root);
  const moment = now();
  return Object.entries(environments)
    .filter(([, { settings }]) => isDrilled(settings))
    .map(([environment]) => {
      const newest = newestReport(reports, environment, moment)?.report;
      const last = newest?.finished_at ?? null;
      const hours = last === null ? Infinity : (moment.getTime() - Date.parse(last)) / HOUR_MS;
      const unsigned = newest === undefined ? undefined : signatureProblem(newest, access);
      const failed = newest === undefined || hasPassed(newest) ? null : "failed";
      return {
        environment,
        what: "drill" as const,
        last,
        overdue: hours > OVERDUE_HOURS.drill,
        problem: unsigned ?? failed,
      };
    });
}

import { messageOf } from "../../../lib/errors";
import { say, sayFailure } from "../../../lib/container-log";
import { type MetricValues, sendMetrics } from "../../../lib/metrics";
import { readCatalog } from "../catalog";
import { lastPassed, type ReportPlace } from "../drill/report-place";
import type { BackupStore } from "../store";

const HOUR_MS = 60 * 60 * 1000;
/** Hours that stand for never; a number that an alarm can be drawn at. */
const MOST_HOURS = 1e6;

/** Hours since a moment; since 1970 where there was none, so that never is older than anything. */
export function hoursSince(moment: Date | undefined, now: Date): number {
  const hours = (now.getTime() - (moment?.getTime() ?? 0)) / HOUR_MS;
  return Math.min(MOST_HOURS, Math.max(0, Math.round(hours * 100) / 100));
}

/** BackupAgeHours: how old the newest backup is that a restore would believe. */
export async function backupAge(
  store: BackupStore,
  environment: string,
  now: Date,
): Promise<MetricValues> {
  const newest = (await readCatalog(store, environment)).backups.at(-1);
  const moment = newest === undefined ? undefined : new Date(newest.manifest.consistent_at);
  return { BackupAgeHours: hoursSince(moment, now) };
}

/** DrillAgeHours: how long ago a drill of the environment last passed. */
export async function drillAge(
  reports: ReportPlace,
  environment: string,
  now: Date,
): Promise<MetricValues> {
  return { DrillAgeHours: hoursSince(await lastPassed(reports, environment), now) };
}

/**
 * Measures, says what was found, and sends it where a namespace is set. Also after a failure, so that
 * an alarm sees ages grow instead of nothing; what cannot be measured is left out, and said.
 * @returns 0, or 1 when something could not be measured or sent: silence would pass for health
 */
export async function sendAges(
  measures: readonly (() => Promise<MetricValues>)[],
  namespace: string | undefined,
  env: NodeJS.ProcessEnv,
  now: () => Date,
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  const values: Record<string, number> = {};
  for (const measure of measures) {
    try {
      Object.assign(values, await measure());
    } catch (error) {
      say({ warning: `not measured: ${messageOf(error)}` });
      code = 1;
    }
  }
  say({ metrics: values });
  if (namespace === undefined || Object.keys(values).length === 0) return code;
  try {
    await sendMetrics(namespace, values, { env, now });
  } catch (error) {
    sayFailure(error);
    code = 1;
  }
  return code;
}

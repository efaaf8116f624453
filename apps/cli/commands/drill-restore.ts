import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { InputError, UserError } from "../../../lib/errors";
import { readResult, writeJson } from "../../jobs/results";
import { text } from "../command";
import type { Context } from "../context";
import {
  type DrillFindings,
  type DrillReport,
  failureText,
  finishReport,
} from "../../recovery/drill/report";
import { signedBy } from "../../recovery/drill/report-page";
import { folderReports, writeReport } from "../../recovery/drill/report-place";
import { runDrill } from "../drill/drill";
import { checkIsolated, DrillPlace } from "../drill/place";
import { signReport } from "../drill/signing";
import { whoDrills } from "../drill/who";
import { LOCAL } from "../promotion/record";
import { artifactFolder, artifactRoot, recoveryPlaces } from "../recovery/estate";
import { checkIdentityNamed } from "../recovery/keys";
import { placesOf } from "../tracking/embedded";
import { withLock } from "../tracking/lock";

/** Restores a backup of any environment into an isolated place, judges it, writes a report and takes the place away. */
export async function drillRestore(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const environment = text(options, "env") ?? LOCAL;
  environmentNamed(loadStacks(context.paths.root), environment);
  const asked = text(options, "at");
  const at = momentOf(asked, context.now());
  const from = text(options, "from");
  const env = from === undefined ? context.env : { ...context.env, TOWPATH_BACKUPS: from };
  const inner: Context = { ...context, env };
  const places = recoveryPlaces(inner, environment);
  checkIdentityNamed(inner, environment);
  const parent = resolve(text(options, "into") ?? places.drills);
  const { paths } = context;
  const inS3 = environment !== LOCAL && artifactRoot(inner) !== undefined;
  const artifacts = inS3 ? [] : [artifactFolder(inner)];
  const live = [placesOf(paths.state).folder, ...artifacts, paths.localServices];
  checkIsolated(parent, [
    ...live,
    ...(places.storeFolder === undefined ? [] : [places.storeFolder]),
  ]);
  const who = whoDrills(context, text(options, "as"));
  return withLock(
    places.drillLock,
    async () => {
      const swept = await sweepAll(places.drills, parent, env);
      if (swept > 0) context.report.line(`Cleared away what ${swept} killed drill(s) left.`);
      const place = DrillPlace.make(parent);
      const keep = options.keep === true;
      try {
        const how = { environment, at, asked, keep, who };
        const report = signReport(context, await drilled(inner, place, how));
        const folder = resolve(text(options, "report") ?? places.reports);
        const page = await writeReport(folderReports(folder), report);
        return tell(context, report, page);
      } finally {
        if (keep) await place.keep(env);
        else await place.clear(env);
      }
    },
    // A second drill would only measure the first one.
    { patienceMs: 0 },
  );
}

const parentsSchema = z.array(z.string());

/**
 * Clears away what killed drills left, wherever they were told to restore to, and writes down where
 * this one is. @returns how many there were
 */
async function sweepAll(drills: string, parent: string, env: NodeJS.ProcessEnv): Promise<number> {
  const file = join(drills, "places.json");
  const known = new Set([drills, ...(readResult(file, parentsSchema) ?? []), parent]);
  let swept = 0;
  for (const place of known) swept += await DrillPlace.sweep(place, env);
  mkdirSync(drills, { recursive: true, mode: 0o711 });
  writeJson(file, parent === drills ? [] : [parent]);
  return swept;
}

/** How a drill was asked for. */
interface How {
  readonly environment: string;
  readonly at: Date;
  readonly asked: string | undefined;
  readonly keep: boolean;
  readonly who: ReturnType<typeof whoDrills>;
}

async function drilled(
  context: Context,
  place: DrillPlace,
  { environment, at, asked, keep, who }: How,
): Promise<DrillReport> {
  const started = context.now();
  const findings: DrillFindings = { backup: null, lostRuns: null, predictions: [], phases: [] };
  try {
    await runDrill(context, place, { environment, at }, findings);
  } catch (error) {
    // A bug is no verdict about a backup.
    if (!(error instanceof UserError)) throw error;
    findings.failure = failureText(error);
  }
  return finishReport({
    environment,
    ...who,
    startedAt: started,
    finishedAt: context.now(),
    at,
    asked: asked !== undefined,
    findings,
    kept: keep ? place.keptAs : null,
  });
}

function tell({ report }: Context, drill: DrillReport, page: string): number {
  report.result({ ...drill, page });
  const { rpo, rto } = drill;
  report.line(
    `recovery point  at most ${rpo.at_most_seconds} s lost, promised ${rpo.promised_hours} h`,
  );
  report.line(`recovery time   ${rto.seconds ?? "—"} s, promised ${rto.promised_hours} h`);
  for (const { name, problem } of drill.consistency?.missing ?? []) {
    report.line(`missing         ${name}: ${problem}`);
  }
  for (const orphan of drill.consistency?.orphans ?? []) report.line(`orphan          ${orphan}`);
  if (drill.kept !== null) report.line(`kept at         ${drill.kept}`);
  report.line(`report          ${page}`);
  report.line(`signed by       ${signedBy(drill)}`);
  if (drill.passed) {
    report.line("The drill passed: what was restored answers.");
    return 0;
  }
  report.refuse(
    `the drill failed: ${drill.reasons.join("; ")}`,
    "docs/recovery.md says what to do.",
  );
  return 1;
}

function momentOf(asked: string | undefined, now: Date): Date {
  if (asked === undefined) return now;
  const at = new Date(asked);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(asked) && !Number.isNaN(at.getTime())) {
    if (at <= now) return at;
    throw new InputError(`--at: found ${asked}, which is to come; expected a moment that was`);
  }
  throw new InputError(`--at: found "${asked}"; expected a time such as 2026-11-21T09:00:00Z`);
}

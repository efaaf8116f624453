import { say, sayFailure, sayProgress } from "../../../lib/container-log";
import { signWithFile } from "../../../lib/signed-json";
import { FolderReader } from "../artifact-reader";
import { proveRestored, restoredFolder, timed } from "../drill/prove";
import { recordedIn } from "../drill/records";
import { type DrillFindings, type DrillReport, failureText, finishReport } from "../drill/report";
import { type ReportPlace, writeReport } from "../drill/report-place";
import { TrackingReader } from "../tracking-reader";
import { drillAge, sendAges } from "./ages";
import { failureIn, handoverPlaces, readOutcome, type RestoreOutcome } from "./handover";
import type { ProveSettings } from "./settings";
import { reportPlace } from "./stores";

/**
 * Proves what was restored in the pod: asks MLflow on the restored database, compares every byte,
 * serves what is promoted and asks it. Then judges, writes the report and sends the verdict, also when
 * nothing was restored.
 * @returns 0 when the drill passed and its report is written, signed where it is to be; else 1
 */
export async function runProve(
  settings: ProveSettings,
  env: NodeJS.ProcessEnv,
  now: () => Date,
): Promise<number> {
  const report = signed(await drilled(settings, now), settings);
  const reports = reportPlace(settings.reports, env);
  // A verdict that nobody can read is none, nor is one that nobody vouches for: promotions wait for it.
  const written = await write(reports, report);
  const vouched = settings.signing === undefined || report.signature !== undefined;
  const passed = report.passed && written && vouched;
  const sent = await sendAges(
    [
      () => Promise.resolve({ DrillPassed: passed ? 1 : 0 }),
      () => drillAge(reports, settings.environment, now()),
    ],
    settings.metrics,
    env,
    now,
  );
  return passed ? sent : 1;
}

/** By the key of this job; a report without one says so, and no promotion counts on it. */
function signed(report: DrillReport, { runBy, signing }: ProveSettings): DrillReport {
  if (signing === undefined) return report;
  try {
    return signWithFile(report, { by: runBy, role: signing.role }, signing.file);
  } catch (error) {
    // What was found out is worth more than who says so.
    sayFailure(error);
    return report;
  }
}

async function drilled(settings: ProveSettings, now: () => Date): Promise<DrillReport> {
  const findings: DrillFindings = { backup: null, lostRuns: null, predictions: [], phases: [] };
  let outcome: RestoreOutcome | undefined;
  try {
    outcome = readOutcome(settings.work);
    findings.backup = outcome.backup;
    findings.phases.push(...outcome.phases);
    // Of the restore, or of a server that was to run on it.
    const failure = outcome.failure ?? failureIn(settings.work);
    if (failure === undefined) await prove(settings, outcome, findings, now);
    else findings.failure = failure;
  } catch (error) {
    // Of any kind: a drill that did not work has failed, and its report must say so.
    findings.failure = failureText(error);
  }
  const startedAt = outcome === undefined ? now() : new Date(outcome.started_at);
  return finishReport({
    environment: settings.environment,
    run_by: settings.runBy,
    // A job is no person: it has no role, and restores nothing over live data.
    roles: [],
    may_restore: false,
    startedAt,
    finishedAt: now(),
    at: outcome === undefined ? startedAt : new Date(outcome.at),
    asked: outcome?.asked ?? false,
    findings,
    kept: null,
  });
}

async function prove(
  settings: ProveSettings,
  outcome: RestoreOutcome,
  findings: DrillFindings,
  now: () => Date,
): Promise<void> {
  const started = Date.parse(outcome.started_at);
  const spent = findings.phases.reduce((sum, { ms }) => sum + ms, 0);
  // From the end of the restore until this container began: PostgreSQL and MLflow on it.
  findings.phases.push({
    name: "MLflow on it",
    ms: Math.max(0, now().getTime() - started - spent),
  });
  const places = handoverPlaces(settings.work);
  const { artifactRoot } = settings;
  const artifacts = new FolderReader(places.artifacts, artifactRoot);
  await proveRestored(
    {
      // Nobody's credentials: this MLflow is the pod's own.
      client: new TrackingReader({ uri: settings.trackingUri, env: {} }),
      artifacts,
      records: recordedIn(places.records, settings.environment),
      // Who might delete by which access file, the pod does not know; `drill verify` asks that.
      tombstones: {
        ...(outcome.backup !== null && { databaseAt: new Date(outcome.backup.consistent_at) }),
      },
      inference: settings.inference,
      folderOf: (version) => restoredFolder(artifacts, artifactRoot, version),
      phase: (name, work) => timed(findings, name, () => work(sayProgress())),
    },
    findings,
  );
  findings.answeredMs = now().getTime() - started;
}

async function write(reports: ReportPlace, report: DrillReport): Promise<boolean> {
  const { passed, reasons, rpo, rto } = report;
  try {
    const page = await writeReport(reports, report);
    say({ drill: { passed, reasons, rpo, rto, report: page } });
    return true;
  } catch (error) {
    say({ drill: { passed, reasons, rpo, rto, report: null } });
    sayFailure(error);
    return false;
  }
}

import { messageOf, RefusedError } from "../../../lib/errors";
import type { Run } from "../../jobs/tracking/client";
import { bundledServer } from "../../inference/client/server-process";
import { FolderReader } from "../../recovery/artifact-reader";
import {
  type Backup,
  BACK_UP_IN_CLUSTER,
  newestAt,
  olderHint,
  readCatalog,
} from "../../recovery/catalog";
import { proveRestored, type RunPhase, timed } from "../../recovery/drill/prove";
import { recordedIn } from "../../recovery/drill/records";
import { type DrillFindings, reportedBackup } from "../../recovery/drill/report";
import { checkPostgres } from "../../recovery/postgres-version";
import { restoreBackup } from "../../recovery/restore";
import { TrackingReader } from "../../recovery/tracking-reader";
import type { Context } from "../context";
import { rightsThen } from "../data/rights-then";
import { during } from "../output";
import { LOCAL } from "../promotion/record";
import { artifactRoot, recoveryPlaces } from "../recovery/estate";
import { backupIdentity } from "../recovery/keys";
import { withLock } from "../tracking/lock";
import { trackingState } from "../tracking/open";
import type { DrillPlace } from "./place";
import { promotedVersions } from "./records";
import { startRestored } from "./restored-tracking";
import { folderOfRestored } from "./serve-restored";

/** Whose backups, and the moment to go back to. */
export interface DrillAim {
  readonly environment: string;
  readonly at: Date;
}

/**
 * Restores the newest backup of an environment into a place, starts MLflow and the inference server on
 * it, and asks both. What it found is in `findings`, also when it ends early.
 * @throws UserError with what stopped it
 */
export async function runDrill(
  context: Context,
  place: DrillPlace,
  aim: DrillAim,
  findings: DrillFindings,
): Promise<void> {
  const { paths, report } = context;
  const { environment } = aim;
  const began = performance.now();
  const phase: RunPhase = (name, work, detail) =>
    timed(findings, name, () =>
      during(
        report,
        name,
        (step) =>
          work((text) => {
            step.update(text);
          }),
        detail,
      ),
    );

  const { backup, root } = await phase(
    "restore",
    (onProgress) => restore(context, place, aim, findings, onProgress),
    (done) => `${done.backup.id}, ${done.backup.manifest.files} files`,
  );

  const client = await phase(
    "MLflow on it",
    (onProgress) => startRestored(context, place, backup.manifest.database.kind, onProgress),
    ({ uri }) => uri,
  );

  const reader = new FolderReader(place.pieces.artifacts, root);
  const { records } = place.pieces;
  const runs = await proveRestored(
    {
      client,
      artifacts: reader,
      // A backup of an environment has all its records; what was committed since is none of it.
      records:
        environment === LOCAL
          ? promotedVersions(paths.root, records, LOCAL)
          : recordedIn(records, environment),
      tombstones: {
        databaseAt: new Date(backup.manifest.consistent_at),
        noRight: rightsThen(paths.root),
      },
      inference: bundledServer(paths.root),
      folderOf: (version) => folderOfRestored(context, place, { reader, root, client }, version),
      onServer: (pid) => {
        place.remember({ pid });
      },
      phase,
    },
    findings,
  );
  findings.answeredMs = performance.now() - began;
  findings.lostRuns = await lostRuns(context, aim, runs);
}

/** @returns the backup, and what the URIs of its artifacts begin with where they lay in S3 */
async function restore(
  context: Context,
  place: DrillPlace,
  { environment, at }: DrillAim,
  findings: DrillFindings,
  onProgress: (detail: string) => void,
): Promise<{ backup: Backup; root: string | undefined }> {
  const { store, storeLock, storeFolder } = recoveryPlaces(context, environment);
  return withLock(storeLock, async () => {
    const catalog = await readCatalog(store, environment);
    const make = environment === LOCAL ? undefined : BACK_UP_IN_CLUSTER;
    const backup = newestAt(store, catalog, at, make);
    // A report may be committed: where the checkout lies is nobody's business.
    const shown = store.place.replace(`${context.paths.root}/`, "");
    findings.backup = reportedBackup(shown, backup);
    await checkPostgres(backup, context.env);
    const keys = await backupIdentity(context, storeFolder);
    const places = place.pieces;
    const hint = olderHint(catalog, backup.id);
    const done = await restoreBackup({ store, backup, keys, places, hint, onProgress });
    const root = done.artifactRoot ?? artifactRoot(context);
    if (root !== undefined || environment === LOCAL) return { backup, root };
    throw new RefusedError(
      `${store.place}: backup ${backup.id} is from before backups said where their artifacts lay; expected to be told`,
      { hint: "Set TOWPATH_ARTIFACTS=s3://<bucket>/<prefix>, the ARTIFACT_ROOT of its CronJob." },
    );
  });
}

/**
 * Finished runs of the live database that were not restored; null where it does not answer, or nobody
 * said where the one of another environment is.
 */
async function lostRuns(
  { paths, env, report }: Context,
  { environment, at }: DrillAim,
  restored: ReadonlyMap<string, Run>,
): Promise<string[] | null> {
  if (environment !== LOCAL && (env.MLFLOW_TRACKING_URI ?? "") === "") return null;
  try {
    const { running, uri } = await trackingState(paths, env);
    if (!running || uri === null) return null;
    const live = await new TrackingReader({ uri, env }).allRuns();
    return [...live.values()]
      .filter((run) => !run.deleted && run.status === "FINISHED")
      .filter((run) => (run.startTime ?? 0) <= at.getTime())
      .filter((run) => restored.get(run.runId)?.status !== "FINISHED")
      .map((run) => `${run.runId} (${run.runName})`);
  } catch (error) {
    report.line(`The live tracking server could not be compared: ${messageOf(error)}`);
    return null;
  }
}

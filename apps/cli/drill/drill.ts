import { messageOf } from "../../../lib/errors";
import { FolderReader } from "../../recovery/artifact-reader";
import { newestAt, olderHint, readCatalog } from "../../recovery/catalog";
import { restoreBackup } from "../../recovery/restore";
import { TrackingReader } from "../../recovery/tracking-reader";
import { versionsToAsk } from "../../recovery/drill/records";
import { type DrillFindings, reportedBackup } from "../../recovery/drill/report";
import { verifyConsistency } from "../../recovery/verify";
import type { Run } from "../../jobs/tracking/client";
import type { Context } from "../context";
import { during, type Step } from "../output";
import { LOCAL } from "../promotion/record";
import { recoveryPlaces } from "../recovery/estate";
import { backupIdentity } from "../recovery/keys";
import { withLock } from "../tracking/lock";
import { trackingState } from "../tracking/open";
import { rightsThen } from "../data/rights-then";
import type { DrillPlace } from "./place";
import { promotedVersions } from "./records";
import { startRestored } from "./restored-tracking";
import { askRestored } from "./serve-restored";

/**
 * Restores the newest backup into a place, starts MLflow and the inference server on it, and asks
 * both. What it found is in `findings`, also when it ends early.
 * @throws UserError with what stopped it
 */
export async function runDrill(
  context: Context,
  place: DrillPlace,
  at: Date,
  findings: DrillFindings,
): Promise<void> {
  const began = performance.now();
  const phase = async <T>(
    name: string,
    work: (step: Step) => Promise<T>,
    detail?: (result: T) => string,
  ): Promise<T> => {
    const start = performance.now();
    try {
      return await during(context.report, name, work, detail);
    } finally {
      findings.phases.push({ name, ms: Math.round(performance.now() - start) });
    }
  };
  const { store, storeLock, storeFolder } = recoveryPlaces(context);

  const backup = await phase(
    "restore",
    (step) =>
      withLock(storeLock, async () => {
        const catalog = await readCatalog(store, LOCAL);
        const newest = newestAt(store, catalog, at);
        findings.backup = reportedBackup(
          // A report may be committed: where the checkout lies is nobody's business.
          store.place.replace(`${context.paths.root}/`, ""),
          newest,
        );
        const keys = await backupIdentity(context, storeFolder);
        await restoreBackup({
          store,
          backup: newest,
          keys,
          places: place.pieces,
          hint: olderHint(catalog, newest.id),
          onProgress: (text) => {
            step.update(text);
          },
        });
        return newest;
      }),
    ({ id, manifest }) => `${id}, ${manifest.files} files`,
  );

  const client = await phase(
    "MLflow on it",
    (step) =>
      startRestored(context, place, backup.manifest.database.kind, (text) => {
        step.update(text);
      }),
    ({ uri }) => uri,
  );

  const records = promotedVersions(context.paths.root, place.pieces.records, LOCAL);
  const { runs, versions } = await phase(
    "verify",
    async (step) => {
      const there = {
        runs: await client.allRuns(),
        versions: await client.searchModelVersions(""),
      };
      findings.consistency = await verifyConsistency({
        ...there,
        records,
        artifacts: new FolderReader(place.pieces.artifacts),
        tombstones: {
          databaseAt: new Date(backup.manifest.consistent_at),
          noRight: rightsThen(context.paths.root),
        },
        onProgress: (text) => {
          step.update(text);
        },
      });
      return there;
    },
    ({ versions: all }) =>
      `${all.length} versions, ${findings.consistency?.missing.length ?? 0} missing`,
  );

  await phase(
    "predict",
    async () => {
      for (const version of versionsToAsk(records, versions, runs)) {
        findings.predictions.push(await askRestored(context, place, client, version));
      }
    },
    () => findings.predictions.map((one) => one.model_version).join(", ") || "nothing to ask",
  );
  findings.answeredMs = performance.now() - began;
  findings.lostRuns = await lostRuns(context, runs, at);
}

/** Finished runs of the live database that were not restored; null where it does not answer. */
async function lostRuns(
  context: Context,
  restored: ReadonlyMap<string, Run>,
  at: Date,
): Promise<string[] | null> {
  try {
    const { running, uri } = await trackingState(context.paths, context.env);
    if (!running || uri === null) return null;
    const live = await new TrackingReader({ uri, env: context.env }).allRuns();
    return [...live.values()]
      .filter((run) => !run.deleted && run.status === "FINISHED")
      .filter((run) => (run.startTime ?? 0) <= at.getTime())
      .filter((run) => restored.get(run.runId)?.status !== "FINISHED")
      .map((run) => `${run.runId} (${run.runName})`);
  } catch (error) {
    context.report.line(`The live tracking server could not be compared: ${messageOf(error)}`);
    return null;
  }
}

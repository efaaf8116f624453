import { join } from "node:path";
import { BACKUPS_KEPT } from "../../../components/config/recovery";
import { say, sayFailure, sayProgress } from "../../../lib/container-log";
import { RefusedError } from "../../../lib/errors";
import { ObjectStore } from "../../../lib/object-store/client";
import { makeBackup } from "../back-up";
import { dumpFile } from "../dump-file";
import { prune } from "../prune";
import { s3Source } from "../s3-source";
import { recordsSource } from "../source";
import type { BackupStore } from "../store";
import { backupAge, drillAge, sendAges } from "./ages";
import { failureIn } from "./handover";
import type { BackupSettings } from "./settings";
import { backupStore, reportPlace } from "./stores";

/** What the container before left in the pod's folder. */
const DUMPS = { database: "tracking.dump", auth: "auth.dump", moment: "consistent-at" } as const;

/**
 * Backs up what the pod was given: two dumps that the container before made, the artifacts in S3, the
 * promotion records. Then takes away what the retention does not keep, and sends how old backups and
 * drills are, also when the backup failed.
 * @returns the exit code
 */
export async function runBackup(
  settings: BackupSettings,
  env: NodeJS.ProcessEnv,
  now: () => Date,
): Promise<number> {
  const { environment, work } = settings;
  const store = backupStore(settings.store, work, env);
  const code = await backUp(settings, store, env, now).catch(sayFailure);
  const reports = reportPlace(settings.reports, env);
  const sent = await sendAges(
    [() => backupAge(store, environment, now()), () => drillAge(reports, environment, now())],
    settings.metrics,
    env,
    now,
  );
  return code === 0 ? sent : code;
}

async function backUp(
  settings: BackupSettings,
  store: BackupStore,
  env: NodeJS.ProcessEnv,
  now: () => Date,
): Promise<number> {
  const { environment, recipient, tools, work } = settings;
  const failure = failureIn(work);
  if (failure !== undefined) {
    throw new RefusedError(failure, {
      hint: "No backup was made; the earlier ones are as they were.",
    });
  }
  const moment = join(work, DUMPS.moment);
  const { id, manifest } = await makeBackup({
    estate: {
      environment,
      database: dumpFile(join(work, DUMPS.database), moment),
      auth: dumpFile(join(work, DUMPS.auth), moment),
      artifacts: s3Source(settings.artifactRoot, new ObjectStore({ env })),
      records: recordsSource(settings.records),
    },
    store,
    recipient,
    tools,
    now,
    onProgress: sayProgress(),
  });
  const { consistent_at, files, plain_bytes, added_bytes } = manifest;
  say({ backup: { id, store: store.place, consistent_at, files, plain_bytes, added_bytes } });
  const { removed, objects, bytes } = await prune(store, environment, BACKUPS_KEPT);
  say({ pruned: { backups: removed.length, objects, bytes } });
  return 0;
}

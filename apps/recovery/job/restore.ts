import { existsSync, rmSync } from "node:fs";
import { say, sayProgress } from "../../../lib/container-log";
import { RefusedError } from "../../../lib/errors";
import { readKeys } from "../age";
import { BACK_UP_IN_CLUSTER, newestAt, olderHint, readCatalog } from "../catalog";
import { failureText, type ReportedBackup, reportedBackup } from "../drill/report";
import { restoreBackup } from "../restore";
import { handoverPlaces, writeOutcome } from "./handover";
import type { RestoreSettings } from "./settings";
import { backupStore } from "./stores";

/**
 * Restores the newest backup into the pod's folder. A restore that is refused is a verdict too, and
 * the container after this one writes it down: so this one ends well either way, and says in a file
 * what came of it.
 * @returns 0
 */
export async function runRestore(
  settings: RestoreSettings,
  env: NodeJS.ProcessEnv,
  now: () => Date,
): Promise<number> {
  const started = now();
  const at = settings.at ?? started;
  const places = handoverPlaces(settings.work);
  // What an attempt left that was killed.
  for (const left of [places.folder, places.outcome, places.failed]) {
    rmSync(left, { recursive: true, force: true });
  }
  const began = performance.now();
  const found: { backup: ReportedBackup | null } = { backup: null };
  let failure: string | null = null;
  try {
    await restore(settings, at, env, found);
  } catch (error) {
    // Of any kind: nobody looks at this container, and a drill that did not work has failed.
    failure = failureText(error);
  }
  const ms = Math.round(performance.now() - began);
  writeOutcome(settings.work, {
    started_at: started.toISOString(),
    at: at.toISOString(),
    asked: settings.at !== undefined,
    backup: found.backup,
    phases: [{ name: "restore", ms }],
    failure,
  });
  say({ restored: failure === null, backup: found.backup?.id ?? null, ms, failure });
  return 0;
}

async function restore(
  { store: place, work, environment, identityFile }: RestoreSettings,
  at: Date,
  env: NodeJS.ProcessEnv,
  found: { backup: ReportedBackup | null },
): Promise<void> {
  const store = backupStore(place, work, env);
  const catalog = await readCatalog(store, environment);
  const newest = newestAt(store, catalog, at, BACK_UP_IN_CLUSTER);
  found.backup = reportedBackup(store.place, newest);
  const places = handoverPlaces(work);
  await restoreBackup({
    store,
    backup: newest,
    keys: await readKeys(identityFile),
    places,
    hint: olderHint(catalog, newest.id),
    onProgress: sayProgress(),
  });
  if (existsSync(places.auth)) return;
  throw new RefusedError(
    `${store.place}: backup ${newest.id} has no database of MLflow's users; expected one`,
    { hint: "It was not made by the platform's own job: name the store of that job." },
  );
}

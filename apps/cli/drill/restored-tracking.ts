import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { BackupManifest } from "../../recovery/format";
import { restorePrivately, socketFolder } from "../../recovery/private-postgres";
import { checkSqlite } from "../../recovery/sqlite";
import { TrackingReader } from "../../recovery/tracking-reader";
import type { Context } from "../context";
import { launch, placesOf } from "../tracking/embedded";
import type { LaunchDatabase } from "../tracking/launch";
import { ensureVenv } from "../tracking/venv";
import { postgresDriver } from "./driver";
import type { DrillPlace } from "./place";

/** The port tried first, away from the live server's. */
const PORT = 5700;

/** Starts MLflow on what was restored, on loopback. @returns a client of it */
export async function startRestored(
  context: Context,
  place: DrillPlace,
  kind: BackupManifest["database"]["kind"],
  onProgress: (detail: string) => void,
): Promise<TrackingReader> {
  const { paths, env } = context;
  const python = await ensureVenv({ venv: paths.venv, logs: paths.logs, env, onProgress });
  let database: LaunchDatabase | undefined;
  if (kind === "sqlite") await checkSqlite(place.pieces.database, python);
  else database = await startDatabase(context, place, python, onProgress);
  onProgress("starting MLflow");
  const server = await launch(placesOf(place.folder), {
    python,
    wanted: PORT,
    fingerprint: "drill",
    env,
    ...(database === undefined ? {} : { database }),
  });
  return new TrackingReader({ uri: server.uri, env: {} });
}

async function startDatabase(
  { paths, env }: Context,
  place: DrillPlace,
  python: string,
  onProgress: (detail: string) => void,
): Promise<LaunchDatabase> {
  const packages = await postgresDriver(paths.venv, python, env);
  onProgress("restoring PostgreSQL");
  const dump = join(place.folder, "mlflow.dump");
  renameSync(place.pieces.database, dump);
  const socket = socketFolder();
  place.remember({ socket });
  const { auth } = place.pieces;
  const others = existsSync(auth) ? { mlflow_auth: auth } : {};
  const { uri } = await restorePrivately({ data: place.postgres, socket }, dump, env, others);
  return { uri, packages };
}

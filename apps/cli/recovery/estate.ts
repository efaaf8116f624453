import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "../../../lib/errors";
import { postgresSource } from "../../recovery/postgresql";
import { sqliteSource } from "../../recovery/sqlite";
import { ObjectStore } from "../../../lib/object-store/client";
import { S3Store } from "../../recovery/s3-store";
import { folderSource } from "../../recovery/source";
import { type BackupStore, FolderStore } from "../../recovery/store";
import type { Estate } from "../../recovery/back-up";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";
import { placesOf } from "../tracking/embedded";
import { venvPython } from "../tracking/venv";

/** Everything that a command about backups works with. */
export interface RecoveryPlaces {
  readonly store: BackupStore;
  /** Its folder, where it is one. */
  readonly storeFolder: string | undefined;
  /** Held while the store is changed or read from. */
  readonly storeLock: string;
  /** Held by a drill. */
  readonly drillLock: string;
  /** Where drills restore to, each into a folder of its own. */
  readonly drills: string;
  /** Reports of drills. */
  readonly reports: string;
}

/**
 * The places of this checkout, with the backups that TOWPATH_BACKUPS names; those of this machine lie
 * in it by themselves.
 * @throws InputError for a store of another kind, or none for another environment
 */
export function recoveryPlaces(
  { paths, env }: Pick<Context, "paths" | "env">,
  environment = LOCAL,
): RecoveryPlaces {
  const named = env.TOWPATH_BACKUPS ?? "";
  if (named === "" && environment !== LOCAL) {
    throw new InputError(`where the backups of ${environment} lie is not known here`, {
      hint: "Name their store: --from s3://<bucket of backups>/tracking, or set TOWPATH_BACKUPS.",
    });
  }
  const inS3 = named.startsWith("s3://");
  const folder = inS3 ? undefined : folderOf("TOWPATH_BACKUPS", named);
  const place = folder ?? join(paths.state, "backups");
  return {
    store: inS3 ? new S3Store(named, new ObjectStore({ env })) : new FolderStore(place),
    // In S3 only the writers of this machine are kept apart.
    storeLock: inS3 ? join(paths.state, "recovery", "store.lock") : `${place}.lock`,
    storeFolder: inS3 ? undefined : place,
    drillLock: join(paths.state, "recovery", "drill.lock"),
    drills: join(paths.state, "recovery"),
    reports: join(paths.state, "drills"),
  };
}

/** The folder that MLflow keeps artifacts in. @throws InputError for anything else */
export function artifactFolder({ paths, env }: Pick<Context, "paths" | "env">): string {
  const named = folderOf("TOWPATH_ARTIFACTS", env.TOWPATH_ARTIFACTS);
  return named ?? join(placesOf(paths.state).folder, "artifacts");
}

/** What URIs of artifacts in S3 begin with: TOWPATH_ARTIFACTS, where it says so. */
export function artifactRoot({ env }: Pick<Context, "env">): string | undefined {
  const named = env.TOWPATH_ARTIFACTS ?? "";
  return named.startsWith("s3://") ? named.replace(/\/+$/, "") : undefined;
}

/**
 * What is backed up: the database of TOWPATH_DATABASE_URL and the folder of TOWPATH_ARTIFACTS, else
 * those of the tracking server that `npm start` runs; and the promotion records of this machine.
 * @throws InputError where there is nothing to back up, or it is somewhere else
 */
export function estateOf(context: Pick<Context, "paths" | "env">): Estate {
  const { paths, env } = context;
  const url = env.TOWPATH_DATABASE_URL ?? "";
  const shared = {
    environment: LOCAL,
    artifacts: folderSource(artifactFolder(context)),
    records: folderSource(paths.localServices),
  };
  if (url !== "") {
    if ((env.TOWPATH_ARTIFACTS ?? "") === "") {
      throw new InputError("TOWPATH_DATABASE_URL is set and TOWPATH_ARTIFACTS is not", {
        hint: "Name the folder that the same server keeps its artifacts in: one without the other restores nothing.",
      });
    }
    return { ...shared, database: postgresSource(url, env) };
  }
  if ((env.MLFLOW_TRACKING_URI ?? "") !== "") {
    throw new InputError("MLFLOW_TRACKING_URI names a server whose database is not known here", {
      hint: "Name both: TOWPATH_DATABASE_URL=postgresql://… and TOWPATH_ARTIFACTS=<folder>.",
    });
  }
  const file = join(placesOf(paths.state).folder, "mlflow.db");
  if (!existsSync(file)) {
    throw new InputError(`${file}: not there; expected the database of the tracking server`, {
      hint: "There is nothing to back up before the first run: npx towpath start",
    });
  }
  return { ...shared, database: sqliteSource(file, venvPython(paths.venv)) };
}

/** Is the tracking server that `npm start` runs the one that is used? */
export function isEmbedded({ env }: Pick<Context, "env">): boolean {
  return (env.MLFLOW_TRACKING_URI ?? "") === "" && (env.TOWPATH_DATABASE_URL ?? "") === "";
}

function folderOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return resolve(value);
  throw new InputError(
    `${name}: found "${value}"; expected a folder${name === "TOWPATH_BACKUPS" ? " or s3://<bucket>/<prefix>" : ""}`,
  );
}

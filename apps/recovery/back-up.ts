import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../lib/digest";
import { RefusedError } from "../../lib/errors";
import type { Backup } from "./catalog";
import type { DatabaseSource } from "./database";
import {
  BACKUP_FORMAT,
  type BackupManifest,
  type Index,
  manifestKey,
  sealManifest,
  type StoredObject,
} from "./format";
import type { FileSource } from "./source";
import type { BackupStore } from "./store";
import { Writer } from "./writer";

/** What is backed up together: one moment of the database, and the files that it names. */
export interface Estate {
  readonly environment: string;
  readonly database: DatabaseSource;
  /** MLflow's users, where they have a database of their own. @default none */
  readonly auth?: DatabaseSource;
  /** Where MLflow keeps artifacts. */
  readonly artifacts: FileSource;
  /** Promotion records. */
  readonly records: FileSource;
}

/** How a backup is made. */
export interface BackUpOptions {
  readonly estate: Estate;
  readonly store: BackupStore;
  /** The public key, `age1…`. */
  readonly recipient: string;
  /** Program → version, beside those of the database. */
  readonly tools: Readonly<Record<string, string>>;
  readonly now: () => Date;
  /** Told what goes on, in a few words. */
  readonly onProgress?: (detail: string) => void;
}

/**
 * Makes a backup. The database comes first, the files after it: whatever the database names as
 * finished lies in the files already, and nothing takes it away. Files that come later are harmless.
 * @throws RefusedError when the database cannot be read or the store is full; then there is no
 *   backup, and the earlier ones are as they were
 */
export async function makeBackup(options: BackUpOptions): Promise<Backup> {
  const { estate, store, now } = options;
  const started = now();
  const work = store.workFolder();
  try {
    const { recipient, onProgress } = options;
    const writer = await Writer.open({
      store,
      environment: estate.environment,
      recipient,
      work,
      onProgress,
    });
    onProgress?.("database");
    const asked = now();
    const { database, version, tools, consistentAt } = await keepDump(
      writer,
      estate.database,
      join(work, "database"),
    );
    const auth =
      estate.auth === undefined
        ? undefined
        : (await keepDump(writer, estate.auth, join(work, "auth"))).database;
    const artifacts = await writer.keepAll(estate.artifacts, "artifacts");
    const records = await writer.keepAll(estate.records, "records");
    const index: Index = {
      format: BACKUP_FORMAT,
      database,
      ...(auth === undefined ? {} : { auth }),
      ...(estate.artifacts.uri === undefined ? {} : { artifact_root: estate.artifacts.uri }),
      artifacts,
      records,
    };
    const { object } = await writer.keepText(JSON.stringify(index));
    const { kept, added } = writer;
    const pieces = [database, ...(auth === undefined ? [] : [auth]), ...artifacts, ...records];
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      environment: estate.environment,
      started_at: started.toISOString(),
      finished_at: now().toISOString(),
      consistent_at: (consistentAt ?? asked).toISOString(),
      recipient: options.recipient,
      database: { kind: estate.database.kind, version },
      tools: { ...options.tools, ...tools },
      index: stored(kept, object),
      objects: [...kept.values()].filter(({ name }) => name !== object),
      files: artifacts.length + records.length,
      plain_bytes: pieces.reduce((sum, { bytes }) => sum + bytes, 0),
      added_bytes: added,
    };
    const { id, text } = sealManifest(manifest);
    const file = join(work, "manifest");
    writeFileSync(file, text);
    await store.adopt(manifestKey(id), file, digestOfText(text));
    await writer.remember();
    return { id, manifest };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new RefusedError(`${store.place}: the disk is full; no backup was made`, {
      hint: "Take old ones away (npx towpath backup prune), or name a larger place in TOWPATH_BACKUPS.",
      cause: error,
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Keeps a snapshot of a database, and takes away the one that was made for it alone. */
async function keepDump(writer: Writer, source: DatabaseSource, target: string) {
  const { file, ...dumped } = await source.dump(target);
  const database = await writer.keep(file ?? target);
  rmSync(target, { force: true });
  return { database, ...dumped };
}

function digestOfText(text: string) {
  return { bytes: Buffer.byteLength(text), sha256: sha256(text) };
}

function stored(kept: ReadonlyMap<string, StoredObject>, name: string): StoredObject {
  const found = kept.get(name);
  if (found === undefined) throw new Error(`object ${name} was never kept`);
  return found;
}

import { copyFileSync, mkdirSync } from "node:fs";
import { readFile, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, RefusedError } from "../../lib/errors";
import { decryptTo, type KeyPair } from "./age";
import type { Backup } from "./catalog";
import { type Index, indexSchema, objectKey, objectName, type Piece } from "./format";
import type { BackupStore } from "./store";

/** Bytes that stay free on the disk beside what is restored: logs, and a database that unpacks. */
export const RESERVE_BYTES = 256 * 1024 * 1024;

/** Where the pieces of a backup go: files and folders that do not exist yet. */
export interface RestorePlaces {
  readonly folder: string;
  /** A database file of SQLite, or a dump of PostgreSQL. */
  readonly database: string;
  /** A dump of MLflow's users, where the backup has one. @default not restored */
  readonly auth?: string;
  readonly artifacts: string;
  readonly records: string;
}

/** How a backup is restored. */
export interface RestoreOptions {
  readonly store: BackupStore;
  readonly backup: Backup;
  readonly keys: KeyPair;
  readonly places: RestorePlaces;
  /** What to do about a damaged backup. */
  readonly hint: string;
  readonly onProgress?: (detail: string) => void;
}

/** What was restored. */
export interface Restored {
  readonly files: number;
  readonly bytes: number;
  /** `s3://bucket/prefix` whose objects the artifacts are; undefined where they lay in no S3. */
  readonly artifactRoot: string | undefined;
}

/**
 * Restores a backup into new places. Everything that can be known before is checked before: the key,
 * the presence and size of every object, the room on the disk. Then every byte is checked twice, by
 * age's authentication and against the digest that the backup was made with.
 * @throws RefusedError naming what is missing, changed or too large
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { places, backup, onProgress } = options;
  checkKey(options);
  await checkObjects(options);
  await checkRoom(places.folder, backup.manifest.plain_bytes);
  mkdirSync(places.folder, { recursive: true, mode: 0o700 });
  const reader = new Reader(options);
  try {
    onProgress?.("index");
    const index = await reader.index();
    onProgress?.("database");
    await reader.put(index.database, places.database, "database");
    if (index.auth !== undefined && places.auth !== undefined) {
      await reader.put(index.auth, places.auth, "users' database");
    }
    const files = [
      ...index.artifacts.map((piece) => ({ piece, folder: places.artifacts, what: "artifact" })),
      ...index.records.map((piece) => ({ piece, folder: places.records, what: "record" })),
    ];
    for (const folder of [places.artifacts, places.records]) mkdirSync(folder, { recursive: true });
    for (const [done, { piece, folder, what }] of files.entries()) {
      onProgress?.(`file ${done + 1} of ${files.length}`);
      await reader.put(piece, join(folder, piece.path), `${what} ${piece.path}`);
    }
    return { files: files.length, bytes: reader.bytes, artifactRoot: index.artifact_root };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new RefusedError(`${places.folder}: the disk became full while restoring`, {
      hint: roomHint(backup.manifest.plain_bytes),
      cause: error,
    });
  }
}

function checkKey({ keys, backup, store }: RestoreOptions): void {
  const { recipient } = backup.manifest;
  if (keys.recipient === recipient) return;
  throw new RefusedError(
    `${store.place}: backup ${backup.id} is encrypted to ${recipient}; the key here is that of ${keys.recipient}`,
    {
      hint: "Name the file of the right key: TOWPATH_BACKUP_IDENTITY_FILE, or IDENTITY_FILE in a pod.",
    },
  );
}

/** All objects that are missing or cut, at once. */
async function checkObjects({ store, backup, hint }: RestoreOptions): Promise<void> {
  const there = await store.list("objects");
  const { index, objects } = backup.manifest;
  const wrong = [index, ...objects].flatMap(({ name, bytes }) => {
    const found = there.get(objectKey(name));
    if (found === bytes) return [];
    return [
      `${objectKey(name)}: ${found === undefined ? "missing" : `found ${found} bytes`}; expected ${bytes} bytes`,
    ];
  });
  if (wrong.length === 0) return;
  const shown = wrong.slice(0, 5);
  const more = wrong.length > shown.length ? [`and ${wrong.length - shown.length} more`] : [];
  throw new RefusedError(
    `${store.place}: backup ${backup.id} is not whole:\n${[...shown, ...more].join("\n")}`,
    { hint },
  );
}

/** @throws RefusedError when the disk of a folder has no room for so many bytes and the reserve */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + RESERVE_BYTES) return;
  throw new RefusedError(
    `${folder}: found ${megabytes(free)} MB of free disk; expected ${megabytes(bytes + RESERVE_BYTES)} MB`,
    { hint: roomHint(bytes) },
  );
}

function roomHint(bytes: number): string {
  return `Restore where there is room for ${megabytes(bytes + RESERVE_BYTES)} MB: --into <folder>`;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

/** Takes pieces out of a store. */
class Reader {
  bytes = 0;
  /** Object → a file that has its bytes already: equal files are decrypted once. */
  private readonly done = new Map<string, string>();

  constructor(private readonly options: RestoreOptions) {}

  async index(): Promise<Index> {
    const { store, backup, places, hint } = this.options;
    const file = join(places.folder, "index.json");
    const { index, recipient } = backup.manifest;
    const key = objectKey(index.name);
    const plain = await this.decrypt(key, file, "index");
    // Its name is made of its bytes; those in the store may have been made again since.
    if (objectName(recipient, plain.sha256) !== index.name) {
      throw changed(store.place, key, "index", hint);
    }
    const parsed = indexSchema.parse(JSON.parse(await readFile(file, "utf8")));
    await rm(file);
    return parsed;
  }

  async put(piece: Piece, file: string, what: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const twin = this.done.get(piece.object);
    if (twin === undefined) {
      const key = objectKey(piece.object);
      const plain = await this.decrypt(key, file, what);
      if (plain.sha256 !== piece.sha256) {
        throw changed(this.options.store.place, key, what, this.options.hint);
      }
      this.done.set(piece.object, file);
    } else copyFileSync(twin, file);
    this.bytes += piece.bytes;
  }

  private async decrypt(key: string, file: string, what: string) {
    const { store, keys, hint } = this.options;
    try {
      return await decryptTo(file, store.read(key), keys.identity, `${key} (${what})`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      throw new RefusedError(`${store.place}: ${messageOf(error)}`, { hint, cause: error });
    }
  }
}

function changed(place: string, key: string, what: string, hint: string): RefusedError {
  return new RefusedError(
    `${place}: ${key} (${what}): found other bytes than the backup was made of`,
    { hint },
  );
}

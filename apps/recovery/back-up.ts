import { createHash } from "node:crypto";
import { createReadStream, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { RefusedError } from "../../lib/errors";
import { encryptTo } from "./age";
import { type Backup, readCatalog } from "./catalog";
import type { DatabaseSource } from "./database";
import { filesBelow } from "./files";
import {
  BACKUP_FORMAT,
  type BackupManifest,
  type FilePiece,
  type Index,
  manifestKey,
  objectKey,
  objectName,
  type Piece,
  sealManifest,
  type StoredObject,
} from "./format";
import type { BackupStore } from "./store";

/** What is backed up together: one moment of the database, and the files that it names. */
export interface Estate {
  readonly environment: string;
  readonly database: DatabaseSource;
  /** The folder that MLflow keeps artifacts in. */
  readonly artifacts: string;
  /** The folder of promotion records. */
  readonly records: string;
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
    const writer = await Writer.open(options, work);
    options.onProgress?.("database");
    const consistent = now();
    const dump = join(work, "database");
    const { version, tools } = await estate.database.dump(dump);
    const database = await writer.keep(dump);
    rmSync(dump);
    const artifacts = await writer.keepAll(estate.artifacts, "artifacts");
    const records = await writer.keepAll(estate.records, "records");
    const index: Index = { format: BACKUP_FORMAT, database, artifacts, records };
    const indexFile = join(work, "index");
    writeFileSync(indexFile, JSON.stringify(index), { mode: 0o600 });
    const { object } = await writer.keep(indexFile);
    const { kept, added } = writer;
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      environment: estate.environment,
      started_at: started.toISOString(),
      finished_at: now().toISOString(),
      consistent_at: consistent.toISOString(),
      recipient: options.recipient,
      database: { kind: estate.database.kind, version },
      tools: { ...options.tools, ...tools },
      index: stored(kept, object),
      objects: [...kept.values()].filter(({ name }) => name !== object),
      files: artifacts.length + records.length,
      plain_bytes: [database, ...artifacts, ...records].reduce((sum, { bytes }) => sum + bytes, 0),
      added_bytes: added,
    };
    const { id, text } = sealManifest(manifest);
    const file = join(work, "manifest");
    writeFileSync(file, text);
    await store.adopt(manifestKey(id), file);
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

function stored(kept: ReadonlyMap<string, StoredObject>, name: string): StoredObject {
  const found = kept.get(name);
  if (found === undefined) throw new Error(`object ${name} was never kept`);
  return found;
}

/** Puts pieces into a store, each content once. */
class Writer {
  /** Objects of this backup, by name. */
  readonly kept = new Map<string, StoredObject>();
  /** Bytes of the objects that were not there before. */
  added = 0;

  private constructor(
    private readonly options: BackUpOptions,
    private readonly work: string,
    /** Objects of earlier backups whose size is right. */
    private readonly known: ReadonlyMap<string, StoredObject>,
  ) {}

  static async open(options: BackUpOptions, work: string): Promise<Writer> {
    const catalog = await readCatalog(options.store);
    const there = await options.store.list("objects");
    const known = catalog.backups
      .flatMap(({ manifest }) => [manifest.index, ...manifest.objects])
      .filter(({ name, bytes }) => there.get(objectKey(name)) === bytes)
      .map((object) => [object.name, object] as const);
    return new Writer(options, work, new Map(known));
  }

  async keepAll(folder: string, what: string): Promise<FilePiece[]> {
    const paths = filesBelow(folder);
    const pieces: FilePiece[] = [];
    for (const [done, path] of paths.entries()) {
      this.options.onProgress?.(`${what} ${done + 1} of ${paths.length}`);
      try {
        pieces.push({ path, ...(await this.keep(join(folder, path))) });
      } catch (error) {
        // Deleted since it was listed, or an upload that was not finished: not of this moment.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
    return pieces;
  }

  /** Keeps a file's bytes, in an object that is there or in a new one. */
  async keep(file: string): Promise<Piece> {
    const { recipient } = this.options;
    const hash = createHash("sha256");
    const { size } = statSync(file);
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
    const sha256 = hash.digest("hex");
    const object = objectName(recipient, sha256);
    if (this.kept.has(object) || (await this.reuse(object))) return { object, bytes: size, sha256 };
    const target = join(this.work, "object");
    const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
    const { plain, stored } = await encryptTo(target, source, recipient);
    // By what was really read: a file may have grown since it was hashed.
    const name = objectName(recipient, plain.sha256);
    await this.options.store.adopt(objectKey(name), target);
    this.kept.set(name, { name, ...stored });
    this.added += stored.bytes;
    return { object: name, ...plain };
  }

  /** Reuses an object of an earlier backup whose bytes are still right; a damaged one is made again. */
  private async reuse(name: string): Promise<boolean> {
    const known = this.known.get(name);
    if (known === undefined) return false;
    if (!(await this.options.store.isIntact(objectKey(name), known.sha256))) return false;
    this.kept.set(name, known);
    return true;
  }
}

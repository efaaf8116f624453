import { createHash } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RefusedError } from "../../lib/errors";
import { ObjectStoreError } from "../../lib/object-store/client";
import { encryptTo } from "./age";
import { readCatalog } from "./catalog";
import { type FilePiece, objectKey, objectName, type Piece, type StoredObject } from "./format";
import { Memory } from "./memory";
import type { FileSource, LocalFile, RemoteFile } from "./source";
import type { BackupStore } from "./store";

/** Where a writer puts what it is given. */
export interface WriterOptions {
  readonly store: BackupStore;
  readonly environment: string;
  /** The public key, `age1…`. */
  readonly recipient: string;
  /** A folder for what is being written. */
  readonly work: string;
  readonly onProgress?: ((detail: string) => void) | undefined;
}

/** How often a download that was broken off is begun again. */
const DOWNLOADS = 4;

/** Puts pieces into a store, each content once. */
export class Writer {
  /** Objects of this backup, by name. */
  readonly kept = new Map<string, StoredObject>();
  /** Bytes of the objects that were not there before. */
  added = 0;
  private readonly memories: Memory[] = [];
  /** Files that were made in the work folder. */
  private made = 0;

  private constructor(
    private readonly options: WriterOptions,
    /** Objects of earlier backups whose size is right. */
    private readonly known: Map<string, StoredObject>,
  ) {}

  static async open(options: WriterOptions): Promise<Writer> {
    const catalog = await readCatalog(options.store);
    const there = await options.store.list("objects");
    const known = catalog.backups
      .flatMap(({ manifest }) => [manifest.index, ...manifest.objects])
      .filter(({ name, bytes }) => there.get(objectKey(name)) === bytes)
      .map((object) => [object.name, object] as const);
    return new Writer(options, new Map(known));
  }

  /** Keeps every file of a source. One that went away since it was listed is not of this moment. */
  async keepAll(source: FileSource, what: string): Promise<FilePiece[]> {
    const files = await source.files();
    const memory = files.some((file) => "open" in file)
      ? await Memory.open(this.options.store, this.options, source.place)
      : undefined;
    if (memory !== undefined) this.memories.push(memory);
    const pieces: FilePiece[] = [];
    for (const [done, file] of files.entries()) {
      this.options.onProgress?.(`${what} ${done + 1} of ${files.length}`);
      const piece =
        "open" in file ? await this.keepRemote(file, memory) : await this.keepLocal(file);
      if (piece !== undefined) pieces.push({ path: file.path, ...piece });
      else if ((await source.lists?.(file.path)) === true) {
        throw new RefusedError(
          `${source.place}: ${file.path} is listed and cannot be read; expected its bytes`,
          { hint: "No backup was made: it would lack a file that may be promised." },
        );
      }
    }
    return pieces;
  }

  /** Keeps a file's bytes, in an object that is there or in a new one. */
  async keep(file: string): Promise<Piece> {
    const hash = createHash("sha256");
    const { size } = statSync(file);
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
    const sha256 = hash.digest("hex");
    const object = objectName(this.options.recipient, sha256);
    if (await this.isKept(object)) return { object, bytes: size, sha256 };
    // By what is really read: a file may have grown since it was hashed.
    return this.encrypt(createReadStream(file, { highWaterMark: 1024 * 1024 }));
  }

  /** Keeps a text that never lies on a disk in the clear. */
  async keepText(text: string): Promise<Piece> {
    return this.encrypt(Readable.from([Buffer.from(text)], { objectMode: false }));
  }

  /** Writes down what the next backup need not read again. To be called when this one exists. */
  async remember(): Promise<void> {
    for (const memory of this.memories) await memory.save(this.options.store, this.options.work);
  }

  private async keepLocal({ file }: LocalFile): Promise<Piece | undefined> {
    try {
      return await this.keep(file);
    } catch (error) {
      // Deleted since it was listed, or an upload that was not finished.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return undefined;
    }
  }

  private async keepRemote(
    file: RemoteFile,
    memory: Memory | undefined,
  ): Promise<Piece | undefined> {
    const known = memory?.recall(file.path, file.fingerprint);
    if (known !== undefined && (await this.isKept(known.object))) {
      memory?.keep(file.path, file.fingerprint, known);
      return known;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        const opened = await file.open();
        if (opened === undefined) return undefined;
        const piece = await this.encrypt(opened.body);
        memory?.keep(file.path, opened.fingerprint, piece);
        return piece;
      } catch (error) {
        const passing = error instanceof ObjectStoreError && error.passing;
        if (!passing || attempt === DOWNLOADS) throw error;
      }
    }
  }

  /** Encrypts and hashes in one pass; what turns out to be there already is thrown away. */
  private async encrypt(source: Readable): Promise<Piece> {
    const { recipient, store, work } = this.options;
    // A name of its own: after a failure the file of the last attempt may still be about to be made.
    const target = join(work, `object-${++this.made}`);
    try {
      const { plain, stored } = await encryptTo(target, source, recipient);
      const name = objectName(recipient, plain.sha256);
      if (!(await this.isKept(name))) {
        await store.adopt(objectKey(name), target, stored);
        this.kept.set(name, { name, ...stored });
        this.added += stored.bytes;
      }
      return { object: name, ...plain };
    } finally {
      rmSync(target, { force: true });
    }
  }

  /** Reuses an object of an earlier backup whose bytes are still right; a damaged one is made again. */
  private async isKept(name: string): Promise<boolean> {
    if (this.kept.has(name)) return true;
    const known = this.known.get(name);
    if (known === undefined) return false;
    if (!(await this.options.store.isIntact(objectKey(name), known))) {
      this.known.delete(name);
      return false;
    }
    this.kept.set(name, known);
    return true;
  }
}

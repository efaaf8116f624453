import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RefusedError } from "../../lib/errors";
import { ObjectStore, ObjectStoreError } from "../../lib/object-store/client";
import { parseS3Uri } from "../../lib/object-store/uri";
import type { BackupStore, KnownBytes } from "./store";

/** Bytes of the largest object that one request may write to S3: 5 GiB. */
const MOST_BYTES = 5 * 1024 ** 3;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Every object that is used again is read once in so many days. */
const DAYS_BETWEEN_READS = 7;

/** What a store in S3 may be told. */
export interface S3StoreOptions {
  /** Where work folders are made. @default the folder for temporary files */
  readonly work?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Backups below a prefix of an S3-compatible store. With object lock on the bucket nobody takes a
 * backup away before its time, whoever writes them included.
 */
export class S3Store implements BackupStore {
  private readonly prefix: string;

  /** @param place `s3://bucket/prefix` @throws InputError for anything else */
  constructor(
    readonly place: string,
    private readonly objects: ObjectStore = new ObjectStore(),
    private readonly options: S3StoreOptions = {},
  ) {
    this.prefix = parseS3Uri(place).key;
  }

  async list(folder: string): Promise<Map<string, number>> {
    const cut = this.prefix === "" ? 0 : this.prefix.length + 1;
    const found = await this.objects.list(this.uriOf(folder));
    return new Map(found.map(({ key, bytes }) => [key.slice(cut), bytes]));
  }

  read(key: string): Readable {
    const { objects } = this;
    const uri = this.uriOf(key);
    return Readable.from(
      (async function* () {
        yield* (await objects.stream(uri)).body;
      })(),
      { objectMode: false },
    );
  }

  /**
   * Every object is read once in so many days, each day a share of them: a disk under a store of one's
   * own may rot, and an object that did must be made again while the data still lives. Reading all of
   * them at every backup would cost as much as a drill.
   */
  async isIntact(key: string, expected: KnownBytes): Promise<boolean> {
    const today = Math.floor((this.options.now ?? Date.now)() / DAY_MS);
    if (
      parseInt(expected.sha256.slice(0, 8), 16) % DAYS_BETWEEN_READS !==
      today % DAYS_BETWEEN_READS
    )
      return true;
    const hash = createHash("sha256");
    try {
      await pipeline(this.read(key), hash);
    } catch (error) {
      if (error instanceof ObjectStoreError && error.status === 404) return false;
      throw error;
    }
    return hash.digest("hex") === expected.sha256;
  }

  async text(key: string): Promise<string> {
    return Buffer.from(await this.objects.get(this.uriOf(key))).toString("utf8");
  }

  async adopt(key: string, file: string, known: KnownBytes): Promise<void> {
    if (known.bytes > MOST_BYTES) {
      throw new RefusedError(
        `${this.uriOf(key)}: found ${known.bytes} bytes; S3 takes at most ${MOST_BYTES} at once`,
        { hint: "Back such artifacts up by their bucket's own versions and replication." },
      );
    }
    // The store compares what arrives with the digest that the request is signed with.
    await this.objects.put(this.uriOf(key), { file, ...known });
    rmSync(file);
  }

  remove(key: string): Promise<void> {
    return this.objects.remove(this.uriOf(key));
  }

  workFolder(): string {
    // Only its owner reads it. What a killed writer left is the temporary folder's to clear.
    return mkdtempSync(join(this.options.work ?? tmpdir(), "towpath-backup-"));
  }

  private uriOf(key: string): string {
    return `${this.place.replace(/\/+$/, "")}/${key}`;
  }
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { RefusedError } from "../../lib/errors";
import { ObjectStore } from "../../lib/object-store/client";
import { parseS3Uri } from "../../lib/object-store/uri";
import type { BackupStore } from "./store";

/** Bytes of the largest object that one request may write to S3: 5 GiB. */
const MOST_BYTES = 5 * 1024 ** 3;

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

  /** The store keeps checksums of its own, and asking for every byte at every backup would cost. */
  async isIntact(key: string): Promise<boolean> {
    return (await this.objects.head(this.uriOf(key))) !== undefined;
  }

  async text(key: string): Promise<string> {
    return Buffer.from(await this.objects.get(this.uriOf(key))).toString("utf8");
  }

  async adopt(key: string, file: string): Promise<void> {
    const bytes = readFileSync(file);
    if (bytes.length > MOST_BYTES) {
      throw new RefusedError(
        `${this.uriOf(key)}: found ${bytes.length} bytes; S3 takes at most ${MOST_BYTES} at once`,
        { hint: "Back such artifacts up by their bucket's own versions and replication." },
      );
    }
    await this.objects.put(this.uriOf(key), bytes);
    rmSync(file);
  }

  remove(key: string): Promise<void> {
    return this.objects.remove(this.uriOf(key));
  }

  workFolder(): string {
    // Only its owner reads it. What a killed writer left is the temporary folder's to clear.
    return mkdtempSync(join(tmpdir(), "towpath-backup-"));
  }

  private uriOf(key: string): string {
    return `${this.place.replace(/\/+$/, "")}/${key}`;
  }
}

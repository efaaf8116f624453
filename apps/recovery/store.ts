import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RefusedError } from "../../lib/errors";

/** Where backups lie: keys with bytes behind them. */
export interface BackupStore {
  /** For messages. */
  readonly place: string;
  /** Every key below a folder, with its size in bytes. */
  list(folder: string): Promise<Map<string, number>>;
  /** The bytes of a key. @throws RefusedError, here or while it is read, when there is none */
  read(key: string): Readable;
  /** Are the bytes of a key, which a listing just had, still these? */
  isIntact(key: string, expected: KnownBytes): Promise<boolean>;
  text(key: string): Promise<string>;
  /** Takes a finished file of a {@link workFolder} in: whole or not at all. */
  adopt(key: string, file: string, bytes: KnownBytes): Promise<void>;
  remove(key: string): Promise<void>;
  /** A new folder for what is being written; what a killed writer left there is removed. */
  workFolder(): string;
}

/** Bytes that were counted and hashed before. */
export interface KnownBytes {
  readonly bytes: number;
  readonly sha256: string;
}

/** Backups in a folder: best on another disk than the data. */
export class FolderStore implements BackupStore {
  constructor(readonly place: string) {}

  list(folder: string): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const walk = (key: string) => {
      for (const entry of readdirSync(join(this.place, key), { withFileTypes: true })) {
        const inner = `${key}/${entry.name}`;
        if (entry.isDirectory()) walk(inner);
        else found.set(inner, statSync(join(this.place, inner)).size);
      }
    };
    if (existsSync(join(this.place, folder))) walk(folder);
    return Promise.resolve(found);
  }

  read(key: string): Readable {
    return createReadStream(this.pathOf(key), { highWaterMark: 1024 * 1024 });
  }

  async isIntact(key: string, { sha256 }: KnownBytes): Promise<boolean> {
    if (!existsSync(join(this.place, key))) return false;
    const hash = createHash("sha256");
    await pipeline(this.read(key), hash);
    return hash.digest("hex") === sha256;
  }

  text(key: string): Promise<string> {
    return Promise.resolve(readFileSync(this.pathOf(key), "utf8"));
  }

  async adopt(key: string, file: string): Promise<void> {
    // On disk before it has its name: a power cut must not leave a name with nothing behind it.
    const handle = await open(file, "r+");
    await handle.sync().finally(() => handle.close());
    const path = join(this.place, key);
    mkdirSync(dirname(path), { recursive: true });
    await rename(file, path);
  }

  remove(key: string): Promise<void> {
    rmSync(join(this.place, key), { force: true });
    return Promise.resolve();
  }

  workFolder(): string {
    // Only its owner reads it: the database lies here in the clear until it is encrypted.
    mkdirSync(this.place, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.place)) {
      if (name.startsWith(".work-")) rmSync(join(this.place, name), { recursive: true });
    }
    return mkdtempSync(join(this.place, ".work-"));
  }

  private pathOf(key: string): string {
    const path = join(this.place, key);
    if (existsSync(path)) return path;
    throw new RefusedError(`${this.place}: ${key} is missing; expected it as a backup names it`);
  }
}

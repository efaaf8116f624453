import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { sha256 } from "../../lib/digest";
import { type Piece, pieceSchema } from "./format";
import type { BackupStore } from "./store";

/** The layout version; another one is forgotten. */
const FORMAT = "towpath-backup-memory/v1";

const memorySchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Digest of a path and a fingerprint → the piece that it was. */
  pieces: z.record(z.string().regex(/^[0-9a-f]{64}$/), pieceSchema),
});

/**
 * What a backup of a remote source remembers for the next one, so that what did not change is not
 * downloaded again. It lies in the open, since whoever writes backups cannot read them: paths and tags
 * only as digests. It decides nothing about a restore, which reads every byte against the index and
 * against the digests that runs are tagged with; without it, or with a damaged one, everything is read.
 */
export class Memory {
  private readonly next = new Map<string, Piece>();

  private constructor(
    private readonly key: string,
    private readonly salt: string,
    private readonly known: ReadonlyMap<string, Piece>,
  ) {}

  /** @param source the place of the files; each has a memory of its own, as each recipient has */
  static async open(
    store: BackupStore,
    { environment, recipient }: { environment: string; recipient: string },
    source: string,
  ): Promise<Memory> {
    const salt = sha256([FORMAT, environment, recipient, source].join("\n"));
    const key = `memory/${salt.slice(0, 32)}.json`;
    const there = await store.list("memory");
    return new Memory(key, salt, there.has(key) ? piecesIn(await store.text(key)) : new Map());
  }

  /** The piece that a file was, if its bytes must still be those. */
  recall(path: string, fingerprint: string | undefined): Piece | undefined {
    return fingerprint === undefined ? undefined : this.known.get(this.nameOf(path, fingerprint));
  }

  /** Remembers it for the next time; what is not remembered again is forgotten. */
  keep(path: string, fingerprint: string | undefined, piece: Piece): void {
    if (fingerprint !== undefined) this.next.set(this.nameOf(path, fingerprint), piece);
  }

  /** Writes it down, by way of a file in a folder. */
  async save(store: BackupStore, work: string): Promise<void> {
    const file = join(work, "memory");
    const text = JSON.stringify({ format: FORMAT, pieces: Object.fromEntries(this.next) });
    writeFileSync(file, text);
    await store.adopt(this.key, file, { bytes: Buffer.byteLength(text), sha256: sha256(text) });
  }

  private nameOf(path: string, fingerprint: string): string {
    return sha256([this.salt, path, fingerprint].join("\n"));
  }
}

function piecesIn(text: string): ReadonlyMap<string, Piece> {
  try {
    return new Map(Object.entries(memorySchema.parse(JSON.parse(text)).pieces));
  } catch {
    // Cut or changed: everything is read again, and a new one written.
    return new Map();
  }
}

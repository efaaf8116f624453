import { createHash } from "node:crypto";
import { type ObjectStore, ObjectStoreError } from "../../lib/object-store/client";
import { repeated } from "../../lib/object-store/repeat";
import { parseS3Uri } from "../../lib/object-store/uri";
import { type ArtifactReader, FOLDERS_ABOVE_RUNS, RUN_ID } from "./artifact-reader";

/** Bytes of a file that is read whole: a manifest or a tombstone. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads artifacts where they lie in S3, with the reader's own identity. A model of gigabytes passes
 * through and is never held whole.
 */
export class StoreReader implements ArtifactReader {
  /** @param root `s3://bucket/prefix` that runs' folders are listed below; default they are not */
  constructor(
    private readonly objects: ObjectStore,
    private readonly root?: string,
  ) {}

  bytes(uri: string): Promise<Uint8Array | undefined> {
    return unlessMissing(() => this.objects.get(uri, MOST_BYTES));
  }

  digest(uri: string): Promise<{ bytes: number; sha256: string } | undefined> {
    return unlessMissing(() =>
      // From the beginning each time: the digest of a half is worth nothing.
      repeated(async () => {
        const { body } = await this.objects.stream(uri);
        const hash = createHash("sha256");
        let bytes = 0;
        for await (const piece of body) {
          hash.update(piece);
          bytes += piece.length;
        }
        return { bytes, sha256: hash.digest("hex") };
      }),
    );
  }

  async holds(uri: string): Promise<boolean> {
    return (await this.objects.list(uri)).length > 0;
  }

  async runFolders(): Promise<string[] | undefined> {
    if (this.root === undefined) return undefined;
    const { key: prefix } = parseS3Uri(this.root);
    const cut = prefix === "" ? 0 : prefix.length + 1;
    const found = new Set<string>();
    for (const { key } of await this.objects.list(this.root)) {
      const folders = key.slice(cut).split("/").slice(0, -1);
      const depth = folders.findIndex((name, index) => index > 0 && RUN_ID.test(name));
      if (depth > 0 && depth <= FOLDERS_ABOVE_RUNS) {
        found.add(folders.slice(0, depth + 1).join("/"));
      }
    }
    return [...found].sort();
  }
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ObjectStoreError && error.status === 404) return undefined;
    throw error;
  }
}

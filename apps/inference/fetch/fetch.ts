import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../../lib/digest";
import { RefusedError } from "../../../lib/errors";
import type { ObjectStoreError } from "../../../lib/object-store/errors";
import { repeated } from "../../../lib/object-store/repeat";
import { artifactFileName } from "../artifact/manifest";
import { MAX_MANIFEST_BYTES, parseManifest } from "../artifact/read";
import type { OpenFile, Source } from "./source";

/** What is fetched, and how. */
export interface FetchJob {
  readonly source: Source;
  /** SHA-256 of manifest.json, which pins every other file. */
  readonly sha256: string;
  /** Where it is put: made when missing; the manifest arrives last, by rename. */
  readonly dir: string;
  /** Bytes of all files together. */
  readonly maxBytes: number;
  /** Further attempts at each file. */
  readonly retries: number;
  /** Milliseconds before the second attempt; doubles each time. @default 200 */
  readonly backoffMs?: number;
  /** Hears of each attempt that failed and is repeated. */
  readonly onRetry: (file: string, error: ObjectStoreError) => void;
}

/** What arrived. */
export interface Fetched {
  readonly modelVersion: string;
  readonly files: number;
  readonly bytes: number;
}

const WORK = ".fetch-";

/**
 * Fetches an artifact into a folder and verifies every byte on the way to the disk; one piece of one
 * file is in memory at a time. Either the whole verified artifact appears or nothing does.
 * @throws RefusedError naming the file, what was found and what was expected; InputError for a
 *   manifest that is none
 */
export async function fetchArtifact(job: FetchJob): Promise<Fetched> {
  mkdirSync(job.dir, { recursive: true });
  // What an attempt left that was killed half way.
  for (const name of readdirSync(job.dir).filter((entry) => entry.startsWith(WORK))) {
    rmSync(join(job.dir, name), { recursive: true });
  }
  // In the folder itself, so that a rename from it stays on one volume.
  const work = join(job.dir, `${WORK}${process.pid}`);
  mkdirSync(work);
  try {
    return await fetchInto(work, job);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fetchInto(work: string, job: FetchJob): Promise<Fetched> {
  const manifestBytes = await withRetries("manifest.json", job, fetchManifest);
  const manifest = parseManifest(manifestBytes);
  const files = Object.entries(manifest.files);
  const bytes = files.reduce((sum, [, file]) => sum + file.bytes, 0);
  if (bytes > job.maxBytes) {
    throw new RefusedError(
      `${job.source.shown}: found ${bytes} bytes in ${files.length} files; expected at most ${job.maxBytes}`,
      { hint: "Raise ARTIFACT_MAX_BYTES and the volume's size together, or shrink the artifact." },
    );
  }
  for (const [name, expected] of files) {
    // The schema has checked it; a path is never built from a name that was not.
    artifactFileName.parse(name);
    await withRetries(name, job, (file) => save(file, name, join(work, name), expected));
  }
  writeFileSync(join(work, "manifest.json"), manifestBytes);
  for (const [name] of files) renameSync(join(work, name), join(job.dir, name));
  renameSync(join(work, "manifest.json"), join(job.dir, "manifest.json"));
  return { modelVersion: manifest.model_version, files: files.length, bytes };

  async function fetchManifest(file: OpenFile): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of file.body) {
      size += chunk.length;
      if (size > MAX_MANIFEST_BYTES) {
        throw new RefusedError(`manifest.json: found more than ${MAX_MANIFEST_BYTES} bytes`);
      }
      chunks.push(chunk);
    }
    const all = Buffer.concat(chunks);
    const found = sha256(all);
    if (found === job.sha256) return all;
    throw new RefusedError(`manifest.json: found sha256 ${found}; expected ${job.sha256}`, {
      hint: "The artifact at this address is not the one that the promotion record names.",
    });
  }
}

async function withRetries<T>(
  name: string,
  job: FetchJob,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  return repeated(async () => use(await job.source.open(name)), {
    retries: job.retries,
    ...(job.backoffMs === undefined ? {} : { backoffMs: job.backoffMs }),
    onRetry: (error) => {
      job.onRetry(name, error);
    },
  });
}

async function save(
  file: OpenFile,
  name: string,
  path: string,
  expected: { readonly sha256: string; readonly bytes: number },
): Promise<void> {
  if (file.bytes !== undefined && file.bytes !== expected.bytes) {
    throw wrongSize(name, `${file.bytes} bytes`, expected.bytes);
  }
  const hash = createHash("sha256");
  const target: FileHandle = await open(path, "w");
  let size = 0;
  try {
    for await (const chunk of file.body) {
      size += chunk.length;
      // At once, not at the end: a source that never ends must not fill the disk.
      if (size > expected.bytes) throw wrongSize(name, "more", expected.bytes);
      hash.update(chunk);
      await target.writeFile(chunk);
    }
  } finally {
    await target.close();
  }
  if (size !== expected.bytes) throw wrongSize(name, `${size} bytes`, expected.bytes);
  const found = hash.digest("hex");
  if (found === expected.sha256) return;
  throw new RefusedError(`${name}: found sha256 ${found}; expected ${expected.sha256}`);
}

function wrongSize(name: string, found: string, expected: number): RefusedError {
  return new RefusedError(`${name}: found ${found}; expected ${expected} bytes`);
}

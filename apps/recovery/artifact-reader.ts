import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sha256 } from "../../lib/digest";
import { parseArtifactUri } from "../jobs/tracking/artifact-uri";
import type { MlflowClient } from "../jobs/tracking/client";
import { TrackingError } from "../jobs/tracking/errors";

/** Where the verification reads artifacts from. */
export interface ArtifactReader {
  /** The bytes of a small file; undefined when it is not there. */
  bytes(uri: string): Promise<Uint8Array | undefined>;
  /** Size and SHA-256 of a file of any size; undefined when it is not there. */
  digest(uri: string): Promise<{ bytes: number; sha256: string } | undefined>;
  /** Are there any files below? */
  holds(uri: string): Promise<boolean>;
  /** Runs' folders, as `experiment/run` or deeper; undefined where that cannot be listed. */
  runFolders(): Promise<string[] | undefined>;
}

/** A run's id, as MLflow makes it. */
export const RUN_ID = /^[0-9a-f]{32}$/;

/** Folders above a run's own, at most: `teams/<team>/<experiment>`. */
export const FOLDERS_ABOVE_RUNS = 3;

/**
 * Reads from the folder that MLflow passes artifacts on from, or that artifacts of S3 were restored
 * to: the disk is asked, not a server, so that a gigabyte is read at the disk's speed.
 */
export class FolderReader implements ArtifactReader {
  /** @param root `s3://bucket/prefix` whose objects lie in the folder; default none's do */
  constructor(
    private readonly folder: string,
    private readonly root?: string,
  ) {}

  async bytes(uri: string): Promise<Uint8Array | undefined> {
    const path = this.pathOf(uri);
    if (path === undefined) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async digest(uri: string): Promise<{ bytes: number; sha256: string } | undefined> {
    const path = this.pathOf(uri);
    if (path === undefined) return undefined;
    const hash = createHash("sha256");
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return { bytes: statSync(path).size, sha256: hash.digest("hex") };
  }

  holds(uri: string): Promise<boolean> {
    const path = this.placeOf(uri);
    const held = path !== undefined && existsSync(path) && readdirSync(path).length > 0;
    return Promise.resolve(held);
  }

  runFolders(): Promise<string[]> {
    const found: string[] = [];
    const walk = (inner: string, depth: number) => {
      const path = join(this.folder, inner);
      const entries = existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
      for (const { name } of entries.filter((entry) => entry.isDirectory())) {
        const below = inner === "" ? name : `${inner}/${name}`;
        // Beside the runs MLflow keeps `models/`, whose entries are no runs.
        if (depth > 0 && RUN_ID.test(name)) found.push(below);
        else if (depth < FOLDERS_ABOVE_RUNS) walk(below, depth + 1);
      }
    };
    walk("", 0);
    return Promise.resolve(found.sort());
  }

  /** Where an artifact's folder or file is, if it is one of here; it need not be there. */
  placeOf(uri: string): string | undefined {
    const place = parseArtifactUri(uri);
    if (place.kind === "proxied") return join(this.folder, place.path);
    if (place.kind === "s3" && this.root !== undefined && uri.startsWith(`${this.root}/`)) {
      return join(this.folder, uri.slice(this.root.length + 1));
    }
    // Another place is read by nobody here, and found by nobody.
    return undefined;
  }

  private pathOf(uri: string): string | undefined {
    const path = this.placeOf(uri);
    if (path === undefined) return undefined;
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : undefined;
  }
}

/** Reads through the tracking server; what lies in S3 is read there. */
export class ClientReader implements ArtifactReader {
  constructor(
    private readonly client: MlflowClient,
    private readonly inStore: ArtifactReader,
  ) {}

  async bytes(uri: string): Promise<Uint8Array | undefined> {
    if (isS3(uri)) return this.inStore.bytes(uri);
    try {
      return await this.client.downloadArtifact(uri);
    } catch (error) {
      if (error instanceof TrackingError && error.status === 404) return undefined;
      throw error;
    }
  }

  async digest(uri: string): Promise<{ bytes: number; sha256: string } | undefined> {
    if (isS3(uri)) return this.inStore.digest(uri);
    const bytes = await this.bytes(uri);
    return bytes === undefined ? undefined : { bytes: bytes.length, sha256: sha256(bytes) };
  }

  async holds(uri: string): Promise<boolean> {
    if (isS3(uri)) return this.inStore.holds(uri);
    return (await this.bytes(`${uri}/manifest.json`)) !== undefined;
  }

  runFolders(): Promise<string[] | undefined> {
    return this.inStore.runFolders();
  }
}

function isS3(uri: string): boolean {
  return parseArtifactUri(uri).kind === "s3";
}

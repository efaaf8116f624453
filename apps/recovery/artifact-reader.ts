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
  /** Runs that have a folder there, as `experiment/run`; undefined where that cannot be listed. */
  runFolders(): Promise<string[] | undefined>;
}

/**
 * Reads from the folder that MLflow passes artifacts on from: the disk is asked, not a server, so
 * that a gigabyte is read at the disk's speed.
 */
export class FolderReader implements ArtifactReader {
  constructor(private readonly folder: string) {}

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
    return Promise.resolve(existsSync(path) && readdirSync(path).length > 0);
  }

  runFolders(): Promise<string[]> {
    const folders = (path: string) =>
      existsSync(path)
        ? readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
        : [];
    const found = folders(this.folder).flatMap((experiment) =>
      folders(join(this.folder, experiment.name))
        // Beside the runs MLflow keeps `models/`, whose entries are no runs.
        .filter(({ name }) => /^[0-9a-f]{32}$/.test(name))
        .map(({ name }) => `${experiment.name}/${name}`),
    );
    return Promise.resolve(found.sort());
  }

  private placeOf(uri: string): string {
    const place = parseArtifactUri(uri);
    // Another kind of place is read by nobody here, and found by nobody.
    return place.kind === "proxied" ? join(this.folder, place.path) : join(this.folder, "\u0000");
  }

  private pathOf(uri: string): string | undefined {
    const path = this.placeOf(uri);
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : undefined;
  }
}

/** Reads through the tracking server, or from S3 where an artifact lies there. */
export class ClientReader implements ArtifactReader {
  constructor(private readonly client: MlflowClient) {}

  async bytes(uri: string): Promise<Uint8Array | undefined> {
    try {
      return await this.client.downloadArtifact(uri);
    } catch (error) {
      if (error instanceof TrackingError && error.status === 404) return undefined;
      throw error;
    }
  }

  async digest(uri: string): Promise<{ bytes: number; sha256: string } | undefined> {
    const bytes = await this.bytes(uri);
    return bytes === undefined ? undefined : { bytes: bytes.length, sha256: sha256(bytes) };
  }

  async holds(uri: string): Promise<boolean> {
    return (await this.bytes(`${uri}/manifest.json`)) !== undefined;
  }

  runFolders(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

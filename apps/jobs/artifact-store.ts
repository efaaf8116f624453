import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LoadedArtifact, loadArtifact } from "../inference/artifact/load";
import { artifactFileName, manifestSchema } from "../inference/artifact/manifest";
import type { ModelKind } from "../inference/models/kind";
import { sha256 } from "../../lib/digest";
import { messageOf, RefusedError } from "../../lib/errors";

/** Where the bytes of an artifact come from when the store has not got them. */
export interface ArtifactSource {
  /** Downloads one file of an artifact. */
  download(artifactUri: string, file: string): Promise<Uint8Array>;
}

/** An artifact by its place and the digest of its manifest. */
export interface ArtifactRef {
  readonly uri: string;
  readonly sha256: string;
}

/**
 * Artifacts on this machine, each in a folder named by the SHA-256 of its manifest: what is there
 * was verified when it came, is verified again when it is read, and never changes.
 */
export class ArtifactStore {
  /** @param kinds the model kinds that may be loaded; default those that need no other server */
  constructor(
    private readonly folder: string,
    private readonly kinds?: readonly ModelKind[],
  ) {}

  /** The folder of an artifact, whether or not it is there. */
  pathOf(digest: string): string {
    return join(this.folder, digest);
  }

  /** A new empty folder beside the artifacts, to build one in before {@link adopt}. */
  workFolder(): string {
    mkdirSync(this.folder, { recursive: true });
    return mkdtempSync(join(this.folder, ".new-"));
  }

  /** Moves a finished artifact into its place. */
  adopt(work: string, digest: string): string {
    const place = this.pathOf(digest);
    if (existsSync(place)) rmSync(work, { recursive: true });
    else renameSync(work, place);
    return place;
  }

  /**
   * Makes an artifact available on this machine, and reads it.
   * @param root what relative paths (committed baselines) start from
   * @throws RefusedError when a byte differs from what the digest promises, naming the file
   */
  async fetch(ref: ArtifactRef, root: string, source: ArtifactSource): Promise<StoredArtifact> {
    const local = localPath(ref.uri, root);
    if (local !== undefined) return this.open(local, ref);
    const place = this.pathOf(ref.sha256);
    if (existsSync(place)) {
      try {
        return this.open(place, ref);
      } catch (error) {
        // Somebody changed the copy; the original may still be right.
        rmSync(place, { recursive: true });
        if (!(error instanceof RefusedError)) throw error;
      }
    }
    return this.open(await this.download(ref, source), ref);
  }

  private async download(ref: ArtifactRef, source: ArtifactSource): Promise<string> {
    const work = this.workFolder();
    try {
      const manifest = await source.download(ref.uri, "manifest.json");
      const found = sha256(manifest);
      if (found !== ref.sha256) {
        throw new RefusedError(
          `${ref.uri}/manifest.json: found SHA-256 ${found}, expected ${ref.sha256}`,
        );
      }
      const { files } = manifestSchema.parse(JSON.parse(Buffer.from(manifest).toString("utf8")));
      for (const name of Object.keys(files)) {
        const bytes = await source.download(ref.uri, artifactFileName.parse(name));
        writeFileSync(join(work, name), bytes);
      }
      writeFileSync(join(work, "manifest.json"), manifest);
      this.open(work, ref);
      return this.adopt(work, ref.sha256);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  private open(path: string, ref: ArtifactRef): StoredArtifact {
    const kinds = this.kinds === undefined ? {} : { kinds: this.kinds };
    try {
      return { path, ...loadArtifact(path, { expectedSha256: ref.sha256, ...kinds }) };
    } catch (error) {
      throw new RefusedError(`artifact ${ref.uri}: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** An artifact that lies on this machine: verified, and its model loaded. */
export interface StoredArtifact extends LoadedArtifact {
  readonly path: string;
}

/** The folder that a URI names on this machine, if it names one. */
function localPath(uri: string, root: string): string | undefined {
  if (uri.startsWith("file://")) return fileURLToPath(uri);
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) return undefined;
  return join(root, uri);
}

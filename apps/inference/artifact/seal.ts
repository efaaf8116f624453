import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../lib/digest";
import { CONTRACT_VERSION } from "../contract";
import { ARTIFACT_FORMAT, manifestSchema, type Manifest } from "./manifest";

/** What a sealed artifact is known by. */
export interface SealedArtifact {
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json's bytes; goes into promotion records and TOWPATH_ARTIFACT_SHA256. */
  readonly manifestSha256: string;
}

/**
 * Writes an artifact: its files, then manifest.json with their checksums.
 *
 * The manifest comes last and by rename, so a server that watches the directory sees either the
 * old artifact or the whole new one.
 *
 * @param dir made when missing
 * @param files by name, with model.json among them; a string is written as UTF-8
 * @throws ZodError when `meta` or a file name does not fit the manifest's schema; nothing is written
 */
export function sealArtifact(
  dir: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  meta: Omit<Manifest, "files" | "format" | "contract">,
): SealedArtifact {
  const contents = [...files].map(
    ([name, data]) => [name, typeof data === "string" ? Buffer.from(data) : data] as const,
  );
  const manifest = manifestSchema.parse({
    format: ARTIFACT_FORMAT,
    contract: CONTRACT_VERSION,
    ...meta,
    files: Object.fromEntries(
      contents.map(([name, data]) => [name, { sha256: sha256(data), bytes: data.length }]),
    ),
  });
  const manifestText = `${JSON.stringify(manifest, null, 2)}\n`;

  mkdirSync(dir, { recursive: true });
  for (const [name, data] of contents) writeFileSync(join(dir, name), data);
  const draft = join(dir, `.manifest.json.${process.pid}`);
  writeFileSync(draft, manifestText);
  renameSync(draft, join(dir, "manifest.json"));
  return { manifest, manifestSha256: sha256(manifestText) };
}

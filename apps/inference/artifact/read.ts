import { closeSync, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as z from "zod";
import { sha256 } from "../../../lib/digest";
import { InputError, messageOf } from "../../../lib/errors";
import { CONTRACT_VERSION } from "../contract";
import { ARTIFACT_FORMAT, artifactFileName, manifestSchema, type Manifest } from "./manifest";

/** No manifest is near this; a larger one is not a manifest, and is not read into memory. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;

/** An artifact whose every file was read once and fits its manifest. */
export interface Artifact {
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json's bytes: the one number that pins the whole artifact. */
  readonly manifestSha256: string;
  /**
   * The verified bytes of a file that the manifest names: the same bytes that were hashed.
   * @throws InputError when the manifest does not name it
   */
  file(name: string): Uint8Array;
}

/**
 * Reads and verifies an artifact.
 *
 * Each file is opened once, and the bytes that were hashed are the bytes that are used, so what
 * changes on disk afterwards changes nothing here. Links are resolved once, from manifest.json, so
 * a swapped link (`current -> 2026-11-21`, or a Kubernetes volume's `..data`) cannot mix versions.
 *
 * @param source a directory, or a file:// URI of one
 * @throws InputError naming the file, what was found and what was expected
 */
export function readArtifact(source: string): Artifact {
  const manifestPath = realManifestPath(artifactDirectory(source));
  const manifestBytes = readAtMost(manifestPath, "manifest.json", MAX_MANIFEST_BYTES);
  const manifest = parseManifest(manifestBytes);
  const files = new Map<string, Uint8Array>();
  for (const [name, expected] of Object.entries(manifest.files)) {
    files.set(name, readExactly(join(dirname(manifestPath), name), name, expected));
  }
  return {
    manifest,
    manifestSha256: sha256(manifestBytes),
    file(name) {
      const bytes = files.get(name);
      if (bytes === undefined) {
        throw new InputError(`${name}: not named by manifest.json, which names ${list(files)}`);
      }
      return bytes;
    },
  };
}

/**
 * The directory that an artifact address names.
 * @throws InputError for any other scheme: what lies elsewhere is fetched before the server starts
 */
export function artifactDirectory(source: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return source;
  try {
    return fileURLToPath(source);
  } catch (error) {
    throw new InputError(
      `artifact ${JSON.stringify(source)}: expected a directory or a file:// URI (${messageOf(error)})`,
    );
  }
}

function realManifestPath(directory: string): string {
  try {
    return realpathSync(join(directory, "manifest.json"));
  } catch (error) {
    throw new InputError(`manifest.json: cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Reads manifest.json's bytes.
 * @throws InputError naming each problem, or a contract that this code does not speak
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError(
      `manifest.json: found ${bytes.length} bytes that are not JSON (${messageOf(error)}); expected ${ARTIFACT_FORMAT}`,
    );
  }
  const parsed = manifestSchema.safeParse(data);
  if (!parsed.success) {
    throw new InputError(`manifest.json: ${describeIssues(parsed.error, data)}`);
  }
  const contract = parsed.data.contract;
  if (contract !== CONTRACT_VERSION) {
    throw new InputError(
      `manifest.json: found contract ${JSON.stringify(contract)}; expected ${JSON.stringify(CONTRACT_VERSION)}`,
    );
  }
  return parsed.data;
}

function readExactly(
  path: string,
  name: string,
  expected: { sha256: string; bytes: number },
): Uint8Array {
  // The schema has checked it; a path is never built from a name that was not.
  artifactFileName.parse(name);
  const bytes = readAtMost(path, name, expected.bytes);
  if (bytes.length !== expected.bytes) {
    throw new InputError(`${name}: found ${bytes.length} bytes; expected ${expected.bytes}`);
  }
  const found = sha256(bytes);
  if (found !== expected.sha256) {
    throw new InputError(`${name}: found sha256 ${found}; expected ${expected.sha256}`);
  }
  return bytes;
}

/** Looks at the open file's size first, so that a wrong, huge file never enters memory. */
function readAtMost(path: string, name: string, limit: number): Uint8Array {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    throw new InputError(`${name}: cannot be read: ${messageOf(error)}`);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new InputError(`${name}: expected a plain file`);
    if (stat.size > limit) {
      throw new InputError(`${name}: found ${stat.size} bytes; expected at most ${limit}`);
    }
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** One line for all of a schema's problems: place, what was found, what is expected. */
export function describeIssues(error: z.ZodError, data: unknown): string {
  return error.issues
    .map((issue) => {
      const place = issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
      const found = issue.path.reduce<unknown>(
        (value, key) =>
          typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
        data,
      );
      return `${place}${issue.message}${scalar(found)}`;
    })
    .join("; ");
}

function scalar(found: unknown): string {
  if (typeof found === "object") return "";
  return found === undefined ? " (missing)" : ` (found ${JSON.stringify(found).slice(0, 80)})`;
}

function list(files: ReadonlyMap<string, unknown>): string {
  return [...files.keys()].join(", ");
}

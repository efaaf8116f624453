import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../lib/digest";
import { InputError } from "../../lib/errors";
import { isS3, type JobConfig, jobConfigSchema } from "../../lib/job-config";
import { readYaml } from "../../lib/yaml-file";

export { type JobConfig, jobConfigSchema } from "../../lib/job-config";

/** A job config as read: the values, the file's digest, and its data found on disk. */
export interface LoadedConfig {
  readonly config: JobConfig;
  /** Absolute path of the YAML file. */
  readonly path: string;
  /** Its name in records: relative to the project when inside it, else the absolute path. */
  readonly name: string;
  /** The YAML file's text, logged with the run. */
  readonly text: string;
  readonly sha256: string;
  readonly dataset: DataLocation;
  readonly evalData: DataLocation | undefined;
}

/** Where a dataset lies, and the name under which records speak of it. */
export interface DataLocation {
  readonly path: string;
  /** Relative to the project for data inside it, else a file:// URI, or the s3:// URI it came from. */
  readonly uri: string;
  /** What the config says its SHA-256 is. @default anything will do */
  readonly sha256?: string;
}

/**
 * Reads a job config.
 * @param path the YAML file
 * @param root the project's root, for the names of data inside it
 * @param fetched s3:// URI → where its bytes lie by now; in a cluster the job downloads them first
 * @throws InputError with file:line:column for each problem, or naming the data that is missing
 */
export function loadJobConfig(
  path: string,
  root: string,
  fetched: ReadonlyMap<string, string> = new Map(),
): LoadedConfig {
  const { value: config, text } = readYaml(path, jobConfigSchema);
  const absolute = resolve(path);
  const locate = (uri: string, key: string, digest: string | undefined): DataLocation => {
    const there = fetched.get(uri);
    const place = there === undefined ? locateData(uri, key, absolute, root) : { path: there, uri };
    return digest === undefined ? place : { ...place, sha256: digest };
  };
  return {
    config,
    path: absolute,
    name: insideOf(root, absolute) ?? absolute,
    text,
    sha256: sha256(text),
    dataset: locate(config.dataset_uri, "dataset_uri", config.dataset_sha256),
    evalData:
      config.eval_uri === undefined
        ? undefined
        : locate(config.eval_uri, "eval_uri", config.eval_sha256),
  };
}

function locateData(uri: string, key: string, configPath: string, root: string): DataLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
  if (scheme !== undefined && scheme !== "file") {
    throw new InputError(
      `${configPath}: ${key}: found "${uri}"; expected a path or a file:// URI. ` +
        (isS3(uri)
          ? "Data in s3:// is read by the training job on the cluster, not on this machine."
          : "A training job on the cluster reads s3:// too."),
    );
  }
  const path = scheme === "file" ? fileURLToPath(uri) : uri;
  // Beside the config first, which is where a reviewer looks; then where the command was typed.
  const tried = isAbsolute(path) ? [path] : [resolve(dirname(configPath), path), resolve(path)];
  const found = tried.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new InputError(
      `${configPath}: ${key}: found "${uri}", which does not exist; looked at ${tried.join(" and ")}`,
    );
  }
  return { path: found, uri: insideOf(root, found) ?? `file://${found}` };
}

/** A path relative to the root with forward slashes; undefined when it lies outside. */
function insideOf(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : inside.replaceAll("\\", "/");
}

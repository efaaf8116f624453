import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { sha256 } from "../../lib/digest";
import { InputError } from "../../lib/errors";
import { readYaml } from "../../lib/yaml-file";

const kebab = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a kebab-case name, such as support-triage")
  .max(63);

/** A job's YAML file: what to train on, how to judge it, what the result is called. */
export const jobConfigSchema = z
  .strictObject({
    /** The run's name in tracking. */
    run_name: z.string().min(1).max(200),
    /** The labelled CSV to train on: a path (relative to this file) or a file:// URI. */
    dataset_uri: z.string().min(1),
    /**
     * The labelled CSV to measure on.
     * @default a fifth of the dataset, drawn by the seed evenly over the labels and not trained on
     */
    eval_uri: z.string().min(1).optional(),
    /** The CSV column that holds the text. */
    text_column: z.string().min(1),
    /** The CSV column that holds the label. */
    target_column: z.string().min(1),
    /** What a version must reach to be promotable. */
    metric_threshold: z.strictObject({
      /** Share of right answers, 0 to 1. */
      accuracy: z.number().min(0).max(1),
    }),
    /** The artifact's and registered model's name; also the service that it is made for. */
    artifact_name: kebab,
    /** Decides every random choice: the same data, config and seed give the same bytes. */
    seed: z
      .number()
      .int()
      .nonnegative()
      .max(2 ** 31 - 1),
    /** A key of stacks/teams.yaml. */
    team: kebab,
    /** The environment whose current version an evaluation compares with. */
    environment: kebab,
  })
  .readonly();

export type JobConfig = z.output<typeof jobConfigSchema>;

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
  /** Relative to the project for data inside it, else a file:// URI. */
  readonly uri: string;
}

/**
 * Reads a job config.
 * @param path the YAML file
 * @param root the project's root, for the names of data inside it
 * @throws InputError with file:line:column for each problem, or naming the data that is missing
 */
export function loadJobConfig(path: string, root: string): LoadedConfig {
  const { value: config, text } = readYaml(path, jobConfigSchema);
  const absolute = resolve(path);
  const locate = (uri: string, key: string) => locateData(uri, key, absolute, root);
  return {
    config,
    path: absolute,
    name: insideOf(root, absolute) ?? absolute,
    text,
    sha256: sha256(text),
    dataset: locate(config.dataset_uri, "dataset_uri"),
    evalData: config.eval_uri === undefined ? undefined : locate(config.eval_uri, "eval_uri"),
  };
}

function locateData(uri: string, key: string, configPath: string, root: string): DataLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
  if (scheme !== undefined && scheme !== "file") {
    throw new InputError(
      `${configPath}: ${key}: found "${uri}"; expected a path or a file:// URI. ` +
        `Data in ${scheme}:// is read by the training job on the cluster, not on this machine.`,
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

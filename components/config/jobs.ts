import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { environmentsOf, isS3, type JobConfig, jobConfigSchema } from "../../lib/job-config";
import type { YamlFile } from "../../lib/yaml-file";
import type { YamlProblem } from "../../lib/zod-issues";
import { jobProblems } from "./check-job";
import type { Stacks } from "./load";
import { Problems, readStacksFile } from "./read";

/** The folder of the reviewed job configs. */
export const JOB_CONFIGS = "apps/jobs/configs";

/** A committed file that a job's pod gets to see. */
export interface JobFile {
  /** From the repository's root, with forward slashes; the same in the pod. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A job as the repository declares it. */
export interface DeclaredJob {
  /** The config's file name without `.yaml`; unique. */
  readonly name: string;
  readonly config: JobConfig;
  /** The config first, then the data that it names by path. */
  readonly files: readonly [JobFile, ...JobFile[]];
}

type Known = Pick<Stacks, "teams" | "environments">;

/**
 * Reads every job config and what it names, checked against teams and environments.
 * @throws InputError naming every problem with file:line:column, what was found and expected
 */
export function loadJobs(root: string, known: Known): DeclaredJob[] {
  const problems = new Problems();
  const jobs = jobNames(root).flatMap((name) => {
    const path = `${JOB_CONFIGS}/${name}.yaml`;
    const file = problems.attempt(() => readStacksFile(root, path, jobConfigSchema));
    if (file === undefined) return [];
    const data = dataOf(root, path, file);
    const own = [...data.problems, ...jobProblems(name, file.value, known)];
    const config: JobFile = { path, bytes: Buffer.from(file.text) };
    const bytes = [config, ...data.files].reduce((sum, each) => sum + each.bytes.length, 0);
    problems.add(file, bytes > MOST_BYTES ? [...own, tooLarge(bytes)] : own);
    return [{ name, config: file.value, files: [config, ...data.files] as const }];
  });
  problems.throwIfAny();
  return jobs.map(({ files: [config, ...data], ...job }) => ({ ...job, files: [config, ...data] }));
}

/** The jobs that an environment's cluster declares: none before maturity 2, shared experiments. */
export function jobsOf(
  jobs: readonly DeclaredJob[],
  environment: { readonly name: string; readonly maturity: number },
): DeclaredJob[] {
  if (environment.maturity < 2) return [];
  return jobs.filter(({ config }) => environmentsOf(config).includes(environment.name));
}

/** The job configs that there are, sorted, without their `.yaml`. */
export function jobNames(root: string): string[] {
  const folder = join(root, JOB_CONFIGS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/**
 * A ConfigMap holds 1 MiB with its names; larger data belongs into a bucket.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation
 */
const MOST_BYTES = 1_000_000;

function tooLarge(bytes: number): YamlProblem {
  return {
    path: ["dataset_uri"],
    message: `found ${bytes} bytes of committed data; expected at most ${MOST_BYTES}, which is what a ConfigMap holds: put it into the datasets bucket and name it by s3:// and dataset_sha256`,
  };
}

/** The committed files that a config names, and what is wrong with them. */
function dataOf(root: string, path: string, { value }: YamlFile<JobConfig>) {
  const files: JobFile[] = [];
  const problems: YamlProblem[] = [];
  for (const key of ["dataset_uri", "eval_uri"] as const) {
    const uri = value[key];
    if (uri === undefined || isS3(uri)) continue;
    const place = resolve(root, dirname(path), uri);
    const inside = relative(root, place).replaceAll("\\", "/");
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || inside.startsWith("..")) {
      const expected = "a path inside this repository, or an s3:// URI";
      problems.push({ path: [key], message: `found "${uri}"; expected ${expected}` });
    } else if (!existsSync(place)) {
      problems.push({ path: [key], message: `found "${uri}", which does not exist at ${inside}` });
    } else if (!files.some((file) => file.path === inside)) {
      files.push({ path: inside, bytes: readFileSync(place) });
    }
  }
  return { files, problems };
}

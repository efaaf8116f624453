import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { type DeclaredJob, JOB_CONFIGS, jobsOf, loadJobs } from "../../../components/config/jobs";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { sha256, sha256File } from "../../../lib/digest";
import { InputError, RefusedError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { type Context, gitCommit } from "../context";
import { during } from "../output";
import { contextOf, Kubectl } from "./kubectl";
import { type RemoteResult, runRemote } from "./remote-job";

/** What is asked for on the command line. */
export interface ClusterRequest {
  readonly verb: "train" | "evaluate";
  readonly environment: string;
  /** The job config's file. @default the environment's only one */
  readonly config: string | undefined;
  /** @default the stack file's */
  readonly context: string | undefined;
  /** Of an evaluation. @default the newest version of the config */
  readonly runId?: string | undefined;
}

/** As annotated by components/jobs/suspended-job.ts. */
const CODE = "towpath.dev/code-sha256";
const CONFIG = "towpath.dev/config-sha256";

/**
 * Runs a declared job in an environment's cluster.
 * @throws InputError for an environment, a config or a context that is not there; RefusedError when
 *   what is deployed is not what this checkout says
 */
export async function runInCluster(
  context: Context,
  request: ClusterRequest,
): Promise<RemoteResult> {
  const { paths, env } = context;
  const stacks = loadStacks(paths.root);
  const environment = environmentNamed(stacks, request.environment);
  const at = { name: request.environment, maturity: environment.maturity };
  const job = chosen(jobsOf(loadJobs(paths.root, stacks), at), request, paths.root);
  const kubectl = new Kubectl(contextOf(at.name, environment, request.context), env);
  await kubectl.check();
  return during(
    context.report,
    `${request.verb} ${job.config.run_name} in ${at.name} (${kubectl.context})`,
    (step) =>
      runRemote(
        kubectl,
        {
          namespace: stacks.teams[job.config.team]?.namespace ?? "",
          cronJob: `${request.verb}-${job.name}`,
          prepare: (annotations) => {
            refuseOtherConfig(annotations, job, at.name);
            const commit = commitOf(annotations, paths.root);
            return {
              ...(commit === undefined ? {} : { COMMIT: commit }),
              ...(request.runId === undefined ? {} : { RUN_ID: request.runId }),
            };
          },
        },
        {
          now: context.now,
          everyMs: Number(env.TOWPATH_POLL_MS ?? 2_000),
          onProgress: (detail) => {
            step.update(detail);
          },
        },
      ),
    (result) => `${result.job} ${result.succeeded ? "complete" : `failed (${result.why})`}`,
  );
}

/** The job that is meant. */
function chosen(
  jobs: readonly DeclaredJob[],
  { config, environment }: ClusterRequest,
  root: string,
): DeclaredJob {
  const names = jobs.map(({ name }) => name);
  const list = names.map((name) => `${JOB_CONFIGS}/${name}.yaml`).join(", ") || "none";
  if (config === undefined) {
    const [only, ...others] = jobs;
    if (only !== undefined && others.length === 0) return only;
    throw new InputError(`${environment}: which job? Found ${list}; expected --config <yaml>`, {
      hint: "A config's `cluster.environments` says where it is declared (docs/jobs.md).",
    });
  }
  const name = basename(config, ".yaml");
  const inside = relative(root, resolve(config)) === join(JOB_CONFIGS, `${name}.yaml`);
  const job = inside ? jobs.find((each) => each.name === name) : undefined;
  if (job !== undefined) return job;
  throw new InputError(
    `${config}: not a job of ${environment}${didYouMean(name, names)}; found ${list}`,
    { hint: "A config's `cluster.environments` says where it is declared (docs/jobs.md)." },
  );
}

/** What runs must be what was read: a job of another config would carry the wrong name. */
function refuseOtherConfig(
  annotations: Readonly<Record<string, string>>,
  { files: [config] }: DeclaredJob,
  environment: string,
): void {
  const found = annotations[CONFIG] ?? "none";
  const expected = sha256(config.bytes);
  if (found === expected) return;
  throw new RefusedError(
    `${config.path}: found SHA-256 ${expected}; ${environment} has deployed ${found}`,
    {
      hint: `Deploy the config first (npx pulumi up -s ${environment}), or check out what is there.`,
    },
  );
}

/** The checkout's commit, where the deployed program is byte for byte the checkout's. */
function commitOf(annotations: Readonly<Record<string, string>>, root: string): string | undefined {
  const bundle = join(root, "dist", "job.js");
  if (!existsSync(bundle) || sha256File(bundle) !== annotations[CODE]) return undefined;
  return gitCommit(root) ?? undefined;
}

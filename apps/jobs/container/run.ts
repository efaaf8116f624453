import { join } from "node:path";
import { InputError, RefusedError } from "../../../lib/errors";
import { ArtifactStore } from "../artifact-store";
import { evaluate } from "../evaluate";
import { type LastEval, type LastRun, writeJson } from "../results";
import type { MlflowClient } from "../tracking/client";
import { TrackingUnreachable } from "../tracking/client";
import { train } from "../train";
import { STATE_TAG } from "../training-run";
import { loadWithData, type Objects } from "./data";
import { saveQuarantined } from "./quarantine";
import type { JobKind, JobSettings } from "./settings";

/** What a job in a container reaches beyond its files. */
export interface JobContext {
  readonly client: MlflowClient;
  readonly objects: Objects;
  readonly now: () => Date;
  readonly onProgress: (detail: string) => void;
}

/** What a job ends with: its result and the exit code that the result stands for. */
export type JobResult =
  | { readonly exitCode: 0 | 1; readonly last_run: LastRun }
  | { readonly exitCode: 0 | 1; readonly last_eval: LastEval };

/** Versions that are looked through for one of the config's own. */
const NEWEST_VERSIONS = 20;

/**
 * One job: the same code that trains and evaluates on a laptop, on mounted files.
 * @throws UserError as those; nothing else that is the user's to mend
 */
export function runJob(
  kind: JobKind,
  settings: JobSettings,
  context: JobContext,
): Promise<JobResult> {
  return kind === "train" ? runTraining(settings, context) : runEvaluation(settings, context);
}

async function runTraining(settings: JobSettings, context: JobContext): Promise<JobResult> {
  const { artifactRoot, scratch } = settings;
  const loaded = await load(settings, context);
  const trained = await train(loaded, {
    tracking: () => Promise.resolve(context.client),
    store: new ArtifactStore(join(scratch, "artifacts")),
    quarantine: settings.onTrackingLost === "quarantine" ? join(scratch, "quarantine") : undefined,
    artifactRoot,
    commit: settings.commit,
    owner: settings.owner,
    now: context.now,
    onProgress: context.onProgress,
  }).catch(inTheWordsOfACluster);
  const quarantined = trained.quarantined !== undefined;
  const run = quarantined ? await saveQuarantined(trained, artifactRoot, context.objects) : trained;
  writeJson(join(scratch, "last-run.json"), run);
  return { exitCode: quarantined ? 1 : 0, last_run: run };
}

async function runEvaluation(settings: JobSettings, context: JobContext): Promise<JobResult> {
  const { current, environment, root, scratch } = settings;
  const { client, onProgress } = context;
  const loaded = await load(settings, context);
  const store = new ArtifactStore(join(scratch, "artifacts"));
  const name = loaded.config.artifact_name;
  const runId = settings.runId ?? (await newestRun(client, name, loaded.sha256));
  const result = await evaluate(runId, loaded, {
    client,
    store,
    root,
    environment,
    artifactRoot: settings.artifactRoot,
    current: current && (await store.fetch(current, root, client)),
    onProgress,
  });
  writeJson(join(scratch, "last-eval.json"), result);
  return { exitCode: result.promotable ? 0 : 1, last_eval: result };
}

function load({ root, config, scratch }: JobSettings, { objects }: JobContext) {
  return loadWithData(join(root, config), root, scratch, objects);
}

/** The run of the newest whole version that was trained with exactly this config. */
async function newestRun(client: MlflowClient, name: string, configSha256: string) {
  const versions = await client.searchModelVersions(`name='${name}'`);
  const ready = versions.filter(({ tags }) => tags[STATE_TAG] === "ready");
  for (const { runId } of ready.slice(0, NEWEST_VERSIONS)) {
    const run = await client.getRun(runId);
    if (run?.tags["towpath.config_sha256"] === configSha256) return runId;
  }
  throw new InputError(
    `no version of ${name} to evaluate: none of the ${NEWEST_VERSIONS} newest was trained with this config.`,
    { hint: "Train first (npx towpath train --env <env>), or name a run with --run." },
  );
}

/** Training's advice is for a command line; here the switch is in the job config. */
function inTheWordsOfACluster(error: unknown): never {
  if (error instanceof RefusedError && error.cause instanceof TrackingUnreachable) {
    throw new RefusedError(error.message, {
      hint: "Is tracking up, and may this namespace reach it? With `cluster: { on_tracking_lost: quarantine }` in the job config the artifact is kept, unpromotable.",
      cause: error,
    });
  }
  throw error;
}

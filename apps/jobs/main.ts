import { runContainer, say, sayFailure, sayProgress } from "../../lib/container-log";
import { InputError } from "../../lib/errors";
import { ObjectStore } from "../../lib/object-store/client";
import { type JobContext, type JobResult, runJob } from "./container/run";
import { type JobKind, readSettings } from "./container/settings";
import { MlflowClient } from "./tracking/client";

/*
 * A training or an evaluation in a container: `node job.js train`. What it works on comes by its
 * environment (container/settings.ts) and by mounted files. Every line of its log is JSON; the last
 * one is the result or the error. Exit codes are the command line's: 0 ok, 1 refused, 2 bad input.
 */

const KINDS: readonly JobKind[] = ["train", "evaluate"];

/** Runs one job to its end. @returns the exit code */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const { exitCode, ...result } = await job(argv, env);
    say(result);
    return exitCode;
  } catch (error) {
    return sayFailure(error);
  }
}

async function job(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<JobResult> {
  const kind = KINDS.find((known) => known === argv[0]);

  if (kind === undefined) {
    throw new InputError(`found "${argv[0] ?? ""}"; expected ${KINDS.join(" or ")}`);
  }
  const settings = readSettings(env);
  const context: JobContext = {
    client: new MlflowClient({ uri: settings.trackingUri, env }),
    objects: new ObjectStore({ env }),
    now: () => new Date(),
    onProgress: sayProgress(),
  };
  return runJob(kind, settings, context);
}

if (require.main === module) runContainer(() => main(process.argv.slice(2), process.env));

import { InputError, messageOf, UserError } from "../../lib/errors";
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
    const known = error instanceof UserError;
    const { exitCode, hint } = known ? error : { exitCode: 1, hint: undefined };
    say({
      error: {
        message: messageOf(error),
        ...(hint === undefined ? {} : { hint }),
        // A stack is for a bug only.
        ...(known || !(error instanceof Error) ? {} : { stack: error.stack }),
        exit_code: exitCode,
      },
    });
    return exitCode;
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
    onProgress: progress(),
  };
  return runJob(kind, settings, context);
}

/** A line for each phase and, inside one, at most one in five seconds: a log is not a terminal. */
function progress(): (detail: string) => void {
  let phase = "";
  let last = 0;
  return (detail) => {
    const now = Date.now();
    const next = detail.replace(/ \d+\/\d+$/, "");
    if (next === phase && now - last < 5_000) return;
    phase = next;
    last = now;
    say({ progress: detail });
  };
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
}

if (require.main === module) {
  // The first process of a container has no default for this signal: it would be killed, late.
  process.once("SIGTERM", () => {
    say({ error: { message: "stopped: the deadline, or somebody deleted the job", exit_code: 1 } });
    process.exit(1);
  });
  void main(process.argv.slice(2), process.env).then((code) => {
    process.exitCode = code;
  });
}

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import * as z from "zod";
import { serviceNames } from "../../../components/config/load";
import { GC_SCRIPT } from "../../../components/tracking/gc-script";
import { RefusedError } from "../../../lib/errors";
import type { Context } from "../context";
import { recordedTexts } from "./named-in-records";
import { placesOf } from "../tracking/embedded";
import { existsSync } from "node:fs";

const named = z.array(z.object({ run: z.string(), reason: z.string() }));

const answerSchema = z.object({
  refused: z.string().optional(),
  dry_run: z.boolean().default(false),
  /** Runs that are gone for good, or would be. */
  removed: z.array(z.string()),
  /** Deleted runs that stay, old enough as they are, and why. */
  kept: named,
  /** Runs whose files could not be removed; they stay in the database. */
  failed: named,
});

/** What a collection did. */
export type Collected = z.output<typeof answerSchema>;

export interface CollectOptions {
  readonly python: string;
  /** The tracking server, through which artifacts are removed. */
  readonly trackingUri: string;
  readonly olderThanDays: number;
  readonly dryRun: boolean;
  /** How often a call of the server is repeated. @default MLflow's own number */
  readonly retries?: number;
}

/**
 * Removes old deleted runs of this machine's tracking for good, by the script that also runs in
 * clusters (components/tracking/gc-script.ts).
 * @throws InputError for records that cannot be read, RefusedError for whatever else ends it
 */
export async function collect(context: Context, options: CollectOptions): Promise<Collected> {
  const { paths, env } = context;
  // Read here first: the error of a broken record names line and field.
  recordedTexts(paths);
  const database = join(placesOf(paths.state).folder, "mlflow.db");
  const folders = [join(paths.root, "stacks", "services"), paths.localServices];
  const { code, stdout, stderr } = await run(options.python, {
    ...withoutMlflow(env),
    MLFLOW_BACKEND_STORE_URI: `sqlite:///${database}`,
    MLFLOW_TRACKING_URI: options.trackingUri,
    MLFLOW_DISABLE_TELEMETRY: "true",
    DO_NOT_TRACK: "true",
    ...(options.retries !== undefined && {
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: String(options.retries),
    }),
    RECORDS: folders.filter((folder) => existsSync(folder)).join(delimiter),
    SERVICES: serviceNames(paths.root).join(","),
    OLDER_THAN_DAYS: String(options.olderThanDays),
    ARTIFACT_ROOT: "mlflow-artifacts:/",
    DRY_RUN: String(options.dryRun),
  });
  const answer = answerIn(stdout);
  if (answer === undefined) {
    throw new RefusedError(
      `the collection ended with ${code ?? "a signal"} and said nothing: ${stderr.trim().split("\n").slice(-5).join(" | ")}`,
      { hint: "Runs that it had removed by then are gone; the others are as they were." },
    );
  }
  if (answer.refused !== undefined)
    throw new RefusedError(`nothing was removed: ${answer.refused}`);
  return answer;
}

function answerIn(stdout: string): Collected | undefined {
  try {
    return answerSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  } catch {
    return undefined;
  }
}

/** Settings of another server must not meet this database. */
function withoutMlflow(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("MLFLOW_")));
}

function run(python: string, env: NodeJS.ProcessEnv) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(python, ["-c", GC_SCRIPT], { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

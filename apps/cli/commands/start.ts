import { join } from "node:path";
import { RefusedError } from "../../../lib/errors";
import type { LastRun } from "../../jobs/results";
import type { CommandModule } from "../command";
import type { Context } from "../context";
import { during } from "../output";
import { LOCAL } from "../promotion/record";
import { findLive } from "../serving/live";
import { servedNow, verifyServed } from "../../inference/client/probe";
import { type LoadResult, startLoad } from "../serving/load";
import { backUp } from "../recovery/backing-up";
import { isEmbedded } from "../recovery/estate";
import { openTracking } from "../tracking/open";
import { runEvaluation } from "./evaluate";
import { type PlanPage, writePlanPage } from "./preview";
import { runPromotion } from "./promote";
import { runRollback } from "./rollback";
import { runServe } from "./serve";
import { stopEverything } from "./stop";
import { printTrace, runTrace } from "./trace";
import { runTraining } from "./train";

const SERVICE = "support-triage";

/** Two trainings on growing data: what a team does from month to month. */
const CONFIGS = ["support-triage-2026-10", "support-triage-2026-11"] as const;

/** Two of the example team of stacks/access.yaml. */
const PROMOTER = "mira";
const APPROVER = "omar";

/** The environment whose plan is shown at the end: where a team goes from here. */
const PLANNED = "dev";

/** Answers that must come in between two switches, as proof that the load never paused. */
const REQUESTS_BETWEEN = 500;

export const start: CommandModule = {
  usage: "start",
  summary:
    "the whole golden path: train, track, evaluate, promote, serve, switch, roll back, trace; then the plan of dev",
  example: "npx towpath start",
  options: (command) =>
    command.option("--stop", "stop the endpoint and the tracking server at the end"),
  run: async (context, _operands, options) => {
    try {
      const done = await walk(context);
      context.report.result(done);
      if (options.stop !== true) printNext(context, done);
      return 0;
    } finally {
      if (options.stop === true) await stopEverything(context);
    }
  },
};

/** The golden path, from an empty checkout to a rolled-back endpoint. */
async function walk(context: Context) {
  const { report } = context;
  const tracking = await during(
    report,
    "tracking server",
    (step) => openTracking(context, step),
    (client) => client.uri,
  );

  const first = await trainAndPromote(context, CONFIGS[0]);
  const { live } = await runServe(context, SERVICE, undefined);
  await during(
    report,
    "prove /health and /predict",
    () => verifyServed(live.url, first.model_version),
    () => `both answer as ${first.model_version}`,
  );

  const second = await trainOnly(context, CONFIGS[1]);
  const load = startLoad({ url: live.url });
  let result: LoadResult;
  try {
    await load.more(REQUESTS_BETWEEN);
    await promoteRun(context, second);
    await load.more(REQUESTS_BETWEEN);
    await runRollback(context, SERVICE, LOCAL);
    await load.more(REQUESTS_BETWEEN);
  } finally {
    result = await load.stop();
  }
  await during(
    report,
    "load while switching",
    () => checkLoad(result, [first.model_version, second.model_version]),
    () => `${result.requests} requests, ${result.failed} failed, ${result.mixed} mixed`,
  );

  // A first backup, so that a restore can be tried at once. A server of the user's is the user's.
  const backup = isEmbedded(context) ? (await backUp(context)).id : null;
  const trace = await runTrace(context, SERVICE);
  report.line();
  printTrace(context, trace);
  report.line();
  const plan = await writePlanPage(context, PLANNED, join(context.paths.state, "plan", PLANNED));
  return {
    endpoint: live.url,
    mlflow: tracking.uri,
    model_version: (await servedNow(live.url)) ?? null,
    trace,
    load: result,
    backup,
    plan,
  };
}

async function trainOnly(context: Context, config: string): Promise<LastRun> {
  const path = join(context.paths.root, "apps/jobs/configs", `${config}.yaml`);
  const run = await runTraining(context, path, { quarantine: false });
  const evaluation = await runEvaluation(context, {
    runId: run.run_id ?? undefined,
    config: path,
    environment: LOCAL,
  });
  if (!evaluation.promotable) {
    throw new RefusedError(
      `${run.model_version} is not promotable: ${evaluation.reasons.join("; ")}`,
    );
  }
  return run;
}

function promoteRun(context: Context, run: LastRun) {
  return runPromotion(context, {
    service: SERVICE,
    environment: LOCAL,
    runId: run.run_id ?? undefined,
    approver: APPROVER,
    promoter: PROMOTER,
    rollbackTarget: undefined,
  });
}

async function trainAndPromote(context: Context, config: string): Promise<LastRun> {
  const run = await trainOnly(context, config);
  await promoteRun(context, run);
  return run;
}

/** No request may fail, none may mix versions, and both versions must really have answered. */
function checkLoad(result: LoadResult, versions: readonly string[]): Promise<void> {
  const silent = versions.filter((version) => (result.versions[version] ?? 0) === 0);
  if (result.failed > 0 || result.mixed > 0 || silent.length > 0) {
    throw new RefusedError(
      [
        `of ${result.requests} requests ${result.failed} failed and ${result.mixed} mixed versions`,
        ...silent.map((version) => `${version} answered none`),
        ...result.failures,
      ].join("\n"),
    );
  }
  return Promise.resolve();
}

interface Done {
  readonly endpoint: string;
  readonly mlflow: string;
  /** Of what is tracked; null where tracking is a server of the user's own. */
  readonly backup: string | null;
  readonly plan: PlanPage;
}

function printNext(context: Context, done: Done): void {
  const log = findLive(context.paths, SERVICE)?.log ?? "";
  const lines = [
    "",
    `Endpoint   ${done.endpoint}   (log: ${log})`,
    `MLflow     ${done.mlflow}`,
    `Plan       ${done.plan.page}   (${done.plan.summary})`,
    "",
    "Try next:",
    `  curl -s ${done.endpoint}/predict -H 'content-type: application/json' -d '{"text":"I was charged twice"}'`,
    `  npx towpath rollback ${SERVICE}     # and back again: a rollback is a swap`,
    `  npx towpath preview ${PLANNED}     # what a deployment to AWS would make; nothing is deployed`,
    ...(done.backup === null
      ? []
      : ["  npx towpath drill restore     # restore the backup beside this, and ask it"]),
    "  npx towpath stop",
  ];
  for (const line of lines) context.report.line(line);
}

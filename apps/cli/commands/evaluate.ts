import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { servedVersion } from "../../../components/config/service";
import { loadEnvironment, serviceNames } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { loadJobConfig } from "../../jobs/config";
import { evaluate as evaluateJob } from "../../jobs/evaluate";
import { type LastEval, lastRunSchema, readResult, writeJson } from "../../jobs/results";
import { resultOf } from "../cluster/outcome";
import { runInCluster } from "../cluster/start";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { during } from "../output";
import { LOCAL, openRecord } from "../promotion/record";
import { artifactStore, openTracking } from "../tracking/open";
import { percent } from "./train";

export const evaluate: CommandModule = {
  usage: "evaluate",
  summary: "measure a trained version and compare it with what is served",
  example: "npx towpath evaluate --env local",
  options: (command) =>
    command
      .option("--run <id>", "the training run (default: the last one trained here)")
      .option("--config <yaml>", "the job config it was trained with (default: the run's own)")
      .option("--env <environment>", "the environment it is meant for (default: the config's)")
      .option("--context <name>", "in the environment's cluster, by this context of the kubeconfig")
      .option("--here", "on this machine, whatever the environment (default: local is here)"),
  run: async (context, _operands, options) => {
    const environment = text(options, "env");
    const named = text(options, "context");
    const here = options.here === true || (named === undefined && (environment ?? LOCAL) === LOCAL);
    if (named !== undefined && (environment === undefined || options.here === true)) {
      throw new InputError("--context: expected --env, and no --here: which cluster is it?");
    }
    const request = { runId: text(options, "run"), config: text(options, "config") };
    const result =
      here || environment === undefined
        ? await runEvaluation(context, { ...request, environment })
        : resultOf(
            await runInCluster(context, {
              ...request,
              verb: "evaluate",
              environment,
              context: named,
            }),
            "last_eval",
          );
    return shown(context, result);
  },
};

/** Prints an evaluation. @returns the exit code */
function shown({ report }: Context, result: LastEval): number {
  report.result(result);
  report.line(`${result.model_version} on ${result.data.uri} (${result.data.examples} examples)`);
  report.line(
    `accuracy   ${percent(result.metric.accuracy)}  (threshold ${percent(result.threshold.accuracy)})`,
  );
  if (result.regression !== null) {
    const { points, current_model_version: current, current_accuracy } = result.regression;
    report.line(
      `compared   ${points >= 0 ? "+" : ""}${points.toFixed(1)} points on ${current} (${percent(current_accuracy)})`,
    );
  }
  const classes = Object.entries(result.per_class);
  if (classes.length <= 20) {
    report.line(`${"class".padEnd(26)} precision  recall  support`);
    for (const [label, { precision, recall, support }] of classes) {
      report.line(
        `${label.padEnd(26)} ${percent(precision).padStart(9)} ${percent(recall).padStart(7)} ${String(support).padStart(8)}`,
      );
    }
  }
  report.line(
    result.promotable
      ? "verdict    promotable"
      : `verdict    refused: ${result.reasons.join("; ")}`,
  );
  return result.promotable ? 0 : 1;
}

/** Evaluates and writes last-eval.json; `start` runs the same. */
export async function runEvaluation(
  context: Context,
  request: {
    runId: string | undefined;
    config: string | undefined;
    environment: string | undefined;
  },
): Promise<LastEval> {
  const { paths, report } = context;
  const last = readResult(paths.lastRun, lastRunSchema);
  const runId = request.runId ?? last?.run_id ?? undefined;
  if (runId === undefined) {
    throw new InputError("no run to evaluate: nothing was trained and registered here yet.", {
      hint: "Train first (npx towpath train --config <yaml>), or name a run with --run.",
    });
  }
  return during(
    report,
    "evaluate",
    async (step) => {
      const client = await openTracking(context, step);
      const store = artifactStore(context);
      const loaded = loadJobConfig(
        request.config ?? (await configOf(runId, client, paths.root)),
        paths.root,
      );
      const environment = request.environment ?? loaded.config.environment;
      loadEnvironment(paths.root, environment);
      const current = await currentOf(context, loaded.config.artifact_name, environment);
      const result = await evaluateJob(runId, loaded, {
        client,
        store,
        root: paths.root,
        environment,
        current: current && (await store.fetch(current.artifact, paths.root, client)),
        onProgress: (detail) => {
          step.update(detail);
        },
      });
      writeJson(paths.lastEval, result);
      return result;
    },
    (result) =>
      `${percent(result.metric.accuracy)}, ${result.promotable ? "promotable" : "refused"}`,
  );
}

/** The config file that a run was trained with, as its tag names it. */
async function configOf(
  runId: string,
  client: Awaited<ReturnType<typeof openTracking>>,
  root: string,
): Promise<string> {
  const path = (await client.getRun(runId))?.tags["towpath.config_path"];
  const found = path === undefined ? undefined : resolve(root, path);
  if (found === undefined || !existsSync(found)) {
    throw new InputError(`the config of run ${runId} is not here (${path ?? "not recorded"}).`, {
      hint: "Name it with --config, or check the run id.",
    });
  }
  return found;
}

/** What an environment serves of a service now; undefined for an artifact that is no service. */
async function currentOf(context: Context, service: string, environment: string) {
  if (!serviceNames(context.paths.root).includes(service)) return undefined;
  return Promise.resolve(
    servedVersion(openRecord(context.paths, service, environment).service, environment),
  );
}

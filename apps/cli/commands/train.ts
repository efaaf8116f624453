import { loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { loadJobConfig } from "../../jobs/config";
import { type LastRun, writeJson } from "../../jobs/results";
import { train as trainJob } from "../../jobs/train";
import { resultOf } from "../cluster/outcome";
import { runInCluster } from "../cluster/start";
import { type CommandModule, text } from "../command";
import { type Context, gitCommit } from "../context";
import { during } from "../output";
import { artifactStore, openTracking } from "../tracking/open";

export const train: CommandModule = {
  usage: "train",
  summary: "train a version from a job config, log it to tracking and register it",
  example: "npx towpath train --config apps/jobs/configs/support-triage-2026-10.yaml",
  options: (command) =>
    command
      .option("--config <yaml>", "the job config (with --env: default its only one)")
      .option("--quarantine", "keep the artifact, unpromotable, when tracking cannot be reached")
      .option("--env <environment>", "in that environment's cluster, as deployed (default: here)")
      .option(
        "--context <name>",
        "of the kubeconfig (default: the stack file's; never the current)",
      ),
  run: async (context, _operands, options) => {
    const environment = text(options, "env");
    const config = text(options, "config");
    if (environment !== undefined) return trainInCluster(context, environment, config, options);
    if (options.context !== undefined) {
      throw new InputError("--context: expected --env too: which environment's cluster is it?");
    }
    if (config === undefined) {
      throw new InputError("expected --config <yaml>: what to train.", {
        hint: "For example apps/jobs/configs/support-triage-2026-10.yaml; or --env <environment>.",
      });
    }
    const run = await runTraining(context, config, { quarantine: options.quarantine === true });
    return shown(context, run, "npx towpath evaluate");
  },
};

async function trainInCluster(
  context: Context,
  environment: string,
  config: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (options.quarantine === true) {
    throw new InputError("--quarantine: not with --env.", {
      hint: "In a cluster the job config decides, by `cluster: { on_tracking_lost: quarantine }`.",
    });
  }
  const remote = await runInCluster(context, {
    verb: "train",
    environment,
    config,
    context: text(options, "context"),
  });
  const run = resultOf(remote, "last_run");
  const next = `npx towpath evaluate --env ${environment} --run ${run.run_id ?? ""}`;
  return shown(context, run, next);
}

/** Prints a training's result. @returns the exit code */
function shown({ report }: Context, run: LastRun, next: string): number {
  report.result(run);
  report.line(`${run.model_version}  accuracy ${percent(run.metric.accuracy)}`);
  report.line(`run       ${run.run_id ?? "none: quarantined"}`);
  report.line(`artifact  ${run.artifact_uri}`);
  report.line(`sha256    ${run.artifact_sha256}`);
  if (run.quarantined !== undefined) {
    report.refuse(
      `quarantined, not registered: ${run.quarantined}`,
      "Bring tracking back and train again; the artifact can be served by hand, never promoted.",
    );
    return 1;
  }
  report.line();
  report.line(`Next: ${next}`);
  return 0;
}

/** Trains and writes last-run.json; `start` runs the same. */
export async function runTraining(
  context: Context,
  config: string,
  options: { quarantine: boolean },
): Promise<LastRun> {
  const { paths, report } = context;
  const loaded = loadJobConfig(config, paths.root);
  const name = loaded.config.artifact_name;
  const owner = loadStacks(paths.root).services[name]?.owner ?? loaded.config.team;
  return during(
    report,
    `train ${loaded.config.run_name}`,
    async (step) => {
      const run = await trainJob(loaded, {
        tracking: () => openTracking(context, step),
        store: artifactStore(context),
        quarantine: options.quarantine ? paths.quarantine : undefined,
        commit: gitCommit(paths.root),
        owner,
        now: context.now,
        onProgress: (detail) => {
          step.update(detail);
        },
      });
      writeJson(paths.lastRun, run);
      return run;
    },
    (run) => `${run.model_version}, accuracy ${percent(run.metric.accuracy)}`,
  );
}

/** 0.9123 as `91.2 %`. */
export function percent(share: number | undefined): string {
  return share === undefined ? "unknown" : `${(share * 100).toFixed(1)} %`;
}

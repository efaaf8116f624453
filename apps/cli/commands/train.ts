import { loadStacks } from "../../../components/config/load";
import { loadJobConfig } from "../../jobs/config";
import { type LastRun, writeJson } from "../../jobs/results";
import { train as trainJob } from "../../jobs/train";
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
      .requiredOption("--config <yaml>", "the job config")
      .option("--quarantine", "keep the artifact, unpromotable, when tracking cannot be reached"),
  run: async (context, _operands, options) => {
    const run = await runTraining(context, text(options, "config") ?? "", {
      quarantine: options.quarantine === true,
    });
    const { report } = context;
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
    report.line("Next: npx towpath evaluate");
    return 0;
  },
};

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

import { relative } from "node:path";
import { InputError } from "../../../lib/errors";
import { lastRunSchema, readResult } from "../../jobs/results";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { whoAmI } from "../identity";
import { during } from "../output";
import { promote as promoteVersion, type PromoteResult } from "../promotion/promote";
import { LOCAL } from "../promotion/record";
import { artifactStore, openTracking } from "../tracking/open";

export const promote: CommandModule = {
  usage: "promote [service]",
  summary: "write a version's promotion record, once every gate has passed",
  example: "npx towpath promote support-triage --as mira --approver omar",
  options: (command) =>
    command
      .requiredOption("--approver <identity>", "who approves, by stacks/access.yaml")
      .option("--as <identity>", "who promotes (default: TOWPATH_IDENTITY, else Git's user.name)")
      .option("--run <id>", "the training run (default: the last one trained here)")
      .option("--env <environment>", "where to (default: local)")
      .option(
        "--rollback-target <model version>",
        "what a rollback brings back (default: what is served)",
      ),
  run: async (context, [service], options) => {
    const result = await runPromotion(context, {
      service,
      environment: text(options, "env") ?? LOCAL,
      runId: text(options, "run"),
      approver: text(options, "approver") ?? "",
      promoter: whoAmI(context, text(options, "as")),
      rollbackTarget: text(options, "rollbackTarget"),
    });
    const { report } = context;
    report.result(result);
    report.line(`${result.service} in ${result.environment}: ${result.model_version}`);
    report.line(`rollback target  ${result.rollback_target}`);
    report.line(`record           ${relative(process.cwd(), result.record)}`);
    report.line(nextStep(result));
    return 0;
  },
};

/** Promotes the named run, or the last one trained here; `start` runs the same. */
export async function runPromotion(
  context: Context,
  request: {
    service: string | undefined;
    environment: string;
    runId: string | undefined;
    approver: string;
    promoter: string;
    rollbackTarget: string | undefined;
  },
): Promise<PromoteResult> {
  const last = readResult(context.paths.lastRun, lastRunSchema);
  const runId = request.runId ?? last?.run_id ?? undefined;
  if (runId === undefined) {
    throw new InputError("no run to promote: nothing was trained and registered here yet.", {
      hint: "Train and evaluate first, or name a run with --run.",
    });
  }
  return during(
    context.report,
    `promote to ${request.environment}`,
    async (step) => {
      const client = await openTracking(context, step);
      const tags = (await client.getRun(runId))?.tags;
      return promoteVersion(
        {
          service: request.service ?? tags?.["towpath.artifact_name"] ?? "",
          environment: request.environment,
          runId,
          people: { promoter: request.promoter, approver: request.approver },
          rollbackTarget: request.rollbackTarget,
        },
        context,
        { client, store: artifactStore(context) },
        step,
      );
    },
    (result) => `${result.model_version}, rollback target ${result.rollback_target}`,
  );
}

function nextStep(result: PromoteResult): string {
  if (result.environment !== LOCAL) {
    return `Next: commit the record, have it reviewed, then pulumi up -s ${result.environment}`;
  }
  return result.endpoint === null
    ? `Next: npx towpath serve ${result.service}`
    : `${result.endpoint} serves it now.`;
}

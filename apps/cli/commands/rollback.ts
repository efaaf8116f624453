import { relative } from "node:path";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { during } from "../output";
import { LOCAL } from "../promotion/record";
import { rollback as rollBack, type RollbackResult } from "../promotion/rollback";
import { artifactStore, lazyTracking } from "../tracking/open";

export const rollback: CommandModule = {
  usage: "rollback <service>",
  summary: "bring the previous version back and verify that it answers",
  example: "npx towpath rollback support-triage",
  options: (command) => command.option("--env <environment>", "where (default: local)"),
  run: async (context, [service], options) => {
    const environment = text(options, "env") ?? LOCAL;
    const result = await runRollback(context, service ?? "", environment);
    const { report } = context;
    report.result(result);
    report.line(`${result.service} in ${environment}: ${result.model_version}`);
    report.line(`rolled back      ${result.rolled_back}`);
    report.line(
      environment !== LOCAL
        ? nextSteps(result)
        : result.endpoint === null
          ? `No endpoint runs here. Next: npx towpath serve ${result.service}`
          : `${result.endpoint} verified by /health and /predict.`,
    );
    return 0;
  },
};

/** The record is swapped; the cluster follows it, and then somebody looks. */
function nextSteps({ service, environment, record }: RollbackResult): string {
  return [
    `Next: commit ${relative(process.cwd(), record)}, then npx pulumi up -s ${environment}`,
    `Then: npx towpath verify ${service} --env ${environment} --url <its address>`,
  ].join("\n");
}

/** Rolls a service back; `start` runs the same. */
export async function runRollback(
  context: Context,
  service: string,
  environment: string,
): Promise<RollbackResult> {
  return during(
    context.report,
    `roll back ${service}`,
    (step) =>
      // Tracking is asked only when the previous artifact is not on this machine any more.
      rollBack(
        { service, environment },
        context,
        artifactStore(context),
        lazyTracking(context, step),
      ),
    (result) => `${result.rolled_back} → ${result.model_version}`,
  );
}

import { serviceNames } from "../../../components/config/load";
import { servedVersion } from "../../../components/config/service";
import { lastEvalSchema, lastRunSchema, readResult } from "../../jobs/results";
import type { CommandModule } from "../command";
import { recoveryStanding, standingLine } from "../drill/standing";
import { LOCAL, openRecord } from "../promotion/record";
import { findLive } from "../serving/live";
import { servedNow } from "../../inference/client/probe";
import { trackingState } from "../tracking/open";
import { percent } from "./train";

export const status: CommandModule = {
  usage: "status",
  summary: "what runs here, what was trained and promoted last, which backup or drill is overdue",
  example: "npx towpath status --json",
  run: async (context) => {
    const { paths, report, env } = context;
    const tracking = await trackingState(paths, env);
    const services = await Promise.all(
      serviceNames(paths.root).map(async (name) => {
        const record = servedVersion(openRecord(paths, name, LOCAL).service, LOCAL);
        const live = findLive(paths, name);
        return {
          service: name,
          record: record.model_version,
          endpoint: live?.url ?? null,
          model_version: live === undefined ? null : ((await servedNow(live.url)) ?? null),
        };
      }),
    );
    const run = readResult(paths.lastRun, lastRunSchema);
    const evaluation = readResult(paths.lastEval, lastEvalSchema);
    const recovery = await recoveryStanding(context);
    report.result({
      tracking,
      services,
      last_run: run ?? null,
      last_eval:
        evaluation === undefined
          ? null
          : { model_version: evaluation.model_version, promotable: evaluation.promotable },
      recovery,
    });
    report.line(`tracking         ${tracking.running ? tracking.uri : "not running"}`);
    for (const one of services) {
      report.line(
        `${one.service.padEnd(16)} ${one.endpoint ?? "not live"}  ${one.model_version ?? `record: ${one.record}`}`,
      );
    }
    if (run !== undefined) {
      report.line(
        `last training    ${run.model_version}  accuracy ${percent(run.metric.accuracy)}`,
      );
    }
    if (evaluation !== undefined) {
      report.line(
        `last evaluation  ${evaluation.model_version}  ${evaluation.promotable ? "promotable" : "refused"}`,
      );
    }
    for (const one of recovery) report.line(standingLine(one));
    return 0;
  },
};

import { InputError } from "../../../lib/errors";
import { text } from "../command";
import type { Context } from "../context";
import { collect } from "../data/collect";
import { gcDays } from "../data/gc-days";
import { during } from "../output";
import { isEmbedded } from "../recovery/estate";
import { LOCAL } from "../promotion/record";
import { openTracking } from "../tracking/open";
import { venvPython } from "../tracking/venv";

/** Removes for good the runs that people deleted long ago and that nothing names. */
export async function dataGc(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const environment = text(options, "env") ?? LOCAL;
  if (environment !== LOCAL) {
    throw new InputError(`--env: found "${environment}"; expected ${LOCAL}`, {
      hint: "In a cluster the CronJob mlflow-gc does it: docs/retention.md.",
    });
  }
  if (!isEmbedded(context)) {
    throw new InputError(
      "data gc: MLFLOW_TRACKING_URI or TOWPATH_DATABASE_URL names another server than that of npm start",
      { hint: "Beside a server in a cluster the CronJob mlflow-gc does it (docs/retention.md)." },
    );
  }
  const olderThanDays = gcDays(text(options, "olderThan"));
  const dryRun = options.dryRun === true;
  const { report, paths } = context;
  const found = await during(
    report,
    `deleted runs of ${olderThanDays} days and more`,
    async (step) => {
      const { uri } = await openTracking(context, step);
      step.update("records, versions, files");
      return collect(context, {
        ...{ olderThanDays, dryRun, trackingUri: uri },
        python: venvPython(paths.venv),
      });
    },
    ({ removed }) => `${removed.length} ${dryRun ? "would be removed" : "removed"}`,
  );
  report.result(found);
  const word = dryRun ? "would remove" : "removed";
  for (const run of found.removed) report.line(`${word.padEnd(13)} ${run}`);
  for (const { run, reason } of found.kept) report.line(`${"kept".padEnd(13)} ${run}: ${reason}`);
  for (const { run, reason } of found.failed)
    report.line(`${"failed".padEnd(13)} ${run}: ${reason}`);
  if (found.failed.length === 0) return 0;
  report.refuse(
    `${found.failed.length} runs could not be removed and are still in the database`,
    "Their files could not be removed; look why, and run it again.",
  );
  return 1;
}

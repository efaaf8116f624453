import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { LOCAL } from "../promotion/record";
import { drillKey } from "./drill-key";
import { drillReport } from "./drill-report";
import { drillRestore } from "./drill-restore";
import { drillVerify } from "./drill-verify";

/** What `towpath drill` can do, in the order of its help. */
const ACTIONS = {
  verify: drillVerify,
  restore: drillRestore,
  report: drillReport,
  key: drillKey,
} as const;

const HELP = `
Actions:
  verify    is everything that a version or a promotion record names there, byte for byte?
  restore   restore the newest backup into an isolated place, start MLflow and a model on it, judge
            it, write a report, and take it all away; nothing that is in use is touched
  report    copy the newest report of an environment into docs/drills, once its signature is checked
  key       make a key to sign reports with, and print the line that makes it count

Another environment than ${LOCAL}: verify asks the server of MLFLOW_TRACKING_URI, and S3; restore takes
what the environment's own job wrote, and opens it with TOWPATH_BACKUP_IDENTITY_FILE:
  npx towpath drill restore --env prod --from s3://<bucket of backups>/tracking`;

export const drill: CommandModule = {
  usage: "drill <action>",
  summary: "prove that nothing is missing, and that a backup can be restored",
  example: "npx towpath drill restore",
  options: (command) =>
    command
      .option("--env <environment>", `whose data (default: ${LOCAL})`)
      .option("--at <time>", "restore: the newest backup from before, e.g. 2026-11-21T09:00:00Z")
      .option(
        "--from <store>",
        "restore: where the backups are, a folder or s3://… (default: TOWPATH_BACKUPS); report: the reports (default: TOWPATH_REPORTS)",
      )
      .option("--into <folder>", "restore: where the isolated place is made")
      .option("--keep", "restore: leave what was restored, for a restore that is no drill")
      .option("--report <folder>", "restore: where the report goes (default: .towpath/drills)")
      .option("--as <identity>", "restore, key: who you are, as in stacks/access.yaml")
      .addHelpText("after", HELP),
  run: async (context, [name = ""], options) => {
    const names = Object.keys(ACTIONS);
    if (!Object.hasOwn(ACTIONS, name)) {
      throw new InputError(
        `drill: found "${name}"${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
      );
    }
    return ACTIONS[name as keyof typeof ACTIONS](context, options);
  },
};

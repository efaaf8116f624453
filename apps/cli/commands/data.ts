import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { LOCAL } from "../promotion/record";
import { dataDelete } from "./data-delete";
import { dataGc } from "./data-gc";
import { dataRetention } from "./data-retention";

/** What `towpath data` can do, in the order of its help. */
const ACTIONS = { retention: dataRetention, delete: dataDelete, gc: dataGc } as const;

const HELP = `
Actions:
  retention                  what is kept where, how long, and why; --plan compares it with a preview
  delete <model> <version>   delete the files of a version that no promotion record names, and leave a
                             tombstone; needs delete-shared-artifact, and somebody who approves
  gc                         remove for good what people deleted long ago: runs that no record names and
                             no registered version points to

More examples:
  $ npx towpath data gc --older-than 30d --dry-run
  $ npx towpath data delete support-triage 3 --reason "trained on messages that had to be erased" \\
      --as petra --approver omar`;

export const data: CommandModule = {
  usage: "data <action> [names...]",
  summary: "say how long data is kept, and let go of what nobody needs",
  example: "npx towpath data retention --env prod",
  options: (command) =>
    command
      .option("--env <environment>", `whose data (default: ${LOCAL})`)
      .option("--plan <file>", "retention: a report of `preview --json` to compare with")
      .option("--reason <text>", "delete: why")
      .option("--as <identity>", "delete: who you are, as in stacks/access.yaml")
      .option("--approver <identity>", "delete: who approves, by stacks/access.yaml")
      .option("--older-than <days>", "gc: days since the deletion (default: 30d)")
      .option("--dry-run", "gc: only say what would be removed")
      .addHelpText("after", HELP),
  run: async (context, [name = "", ...operands], options) => {
    const names = Object.keys(ACTIONS);
    if (!Object.hasOwn(ACTIONS, name)) {
      throw new InputError(
        `data: found "${name}"${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
      );
    }
    return ACTIONS[name as keyof typeof ACTIONS](context, options, operands);
  },
};

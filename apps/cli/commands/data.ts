import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { LOCAL } from "../promotion/record";
import { dataRetention } from "./data-retention";

/** What `towpath data` can do, in the order of its help. */
const ACTIONS = { retention: dataRetention } as const;

const HELP = `
Actions:
  retention   what is kept where, how long, and why; --plan compares it with a preview`;

export const data: CommandModule = {
  usage: "data <action> [names...]",
  summary: "say how long data is kept, and let go of what nobody needs",
  example: "npx towpath data retention --env prod",
  options: (command) =>
    command
      .option("--env <environment>", `whose data (default: ${LOCAL})`)
      .option("--plan <file>", "retention: a report of `preview --json` to compare with")
      .addHelpText("after", HELP),
  run: async (context, [name = ""], options) => {
    const names = Object.keys(ACTIONS);
    if (!Object.hasOwn(ACTIONS, name)) {
      throw new InputError(
        `data: found "${name}"${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
      );
    }
    return ACTIONS[name as keyof typeof ACTIONS](context, options);
  },
};

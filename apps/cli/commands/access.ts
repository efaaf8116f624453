import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { accessCodeowners } from "./access-codeowners";
import { accessOwner } from "./access-owner";

/** What `towpath access` can be asked, in the order of its help. */
const ACTIONS = { owner: accessOwner, codeowners: accessCodeowners };

export const access: CommandModule = {
  usage: "access <action> [names...]",
  summary: "owner: who answers for something, and why; codeowners: who reviews which file",
  example: "npx towpath access owner support-triage",
  options: (command) => {
    for (const action of Object.values(ACTIONS)) action.options(command);
  },
  run: async (context, [name = "", ...operands], options) => {
    const actions = Object.entries(ACTIONS);
    const action = actions.find(([key]) => key === name)?.[1];
    if (action === undefined) {
      const names = actions.map(([key]) => key);
      throw new InputError(
        `access: found "${name}"${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
      );
    }
    return action.run(context, operands, options);
  },
};

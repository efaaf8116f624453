import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { accessCan } from "./access-can";
import { accessCodeowners } from "./access-codeowners";
import { accessDiff } from "./access-diff";
import { accessExpiring } from "./access-expiring";
import { accessOwner } from "./access-owner";
import { accessTracking } from "./access-tracking";

/** What `towpath access` can be asked, in the order of its help. */
const ACTIONS = {
  can: accessCan,
  expiring: accessExpiring,
  diff: accessDiff,
  owner: accessOwner,
  codeowners: accessCodeowners,
  tracking: accessTracking,
};

const HELP = `
Actions:
  can <identity|role> <action>   may somebody do something, and why; exit code 0: yes, 1: no
  expiring                       grants that are over, or end soon
  diff --against <git ref>       gains and losses, identity by identity
  owner <name|urn>               who answers for something, and why
  codeowners                     who reviews which file
  tracking --env <environment>   MLflow's users and permissions: what differs, or --apply`;

export const access: CommandModule = {
  usage: "access <action> [names...]",
  summary: "who may do what and why, grants that end, who gains or loses, who answers for what",
  example: "npx towpath access can dana restore-artifact --env prod",
  options: (command) => {
    for (const action of Object.values(ACTIONS)) action.options(command);
    command.addHelpText("after", HELP);
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

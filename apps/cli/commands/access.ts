import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { CommandModule } from "../command";
import { accessApprove } from "./access-approve";
import { accessCan } from "./access-can";
import { accessCodeowners } from "./access-codeowners";
import { accessDiff } from "./access-diff";
import { accessExpiring } from "./access-expiring";
import { accessOwner } from "./access-owner";
import { accessRequest } from "./access-request";
import { accessTracking } from "./access-tracking";

/** What `towpath access` can be asked, in the order of its help. */
const ACTIONS = {
  can: accessCan,
  request: accessRequest,
  approve: accessApprove,
  expiring: accessExpiring,
  diff: accessDiff,
  owner: accessOwner,
  codeowners: accessCodeowners,
  tracking: accessTracking,
};

const HELP = `
Actions:
  can <identity|role> <action>   may somebody do something, and why; exit code 0: yes, 1: no
  request                        ask for a grant: the entry in stacks/access.yaml, and what to commit
  approve <identity> <action>    approve what somebody else asks for
  expiring                       grants that are over or end soon, and requests that wait
  diff --against <git ref>       gains and losses, identity by identity
  owner <name|urn>               who answers for something, and why
  codeowners                     who reviews which file
  tracking --env <environment>   MLflow's users and permissions: what differs, or --apply

More examples:
  $ npx towpath access request --identity dana --action restore-artifact --team support-ml \\
      --for 8h --reason "the run of Tuesday was overwritten"
  $ npx towpath access approve dana restore-artifact --as petra`;

export const access: CommandModule = {
  usage: "access <action> [names...]",
  summary: "who may do what and why, grants for a while, who gains or loses, who answers for what",
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

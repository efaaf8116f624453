import { InputError } from "../../../lib/errors";
import type { AccessAction } from "../access/action";
import { approvedAt, requestToApprove } from "../access/approval";
import { GrantFile } from "../access/grant-file";
import { approvalCommands, rightsLines, rightsOfGrant } from "../access/next-steps";
import { text } from "../command";
import { whoAmI } from "../identity";

/** Signs a request that waits, for somebody else. */
export const accessApprove: AccessAction = {
  // `--team` is declared by `request`.
  options: (command) =>
    command.option(
      "--as <identity>",
      "approve: who approves (default: TOWPATH_IDENTITY, else Git's user.name)",
    ),
  run: (context, [identity, action, ...more], options) => {
    if (identity === undefined || action === undefined || more.length > 0) {
      throw new InputError("access approve: expected who asks, and the action", {
        hint: "For example: npx towpath access approve dana restore-artifact --as petra",
      });
    }
    const approver = whoAmI(context, text(options, "as"));
    const file = new GrantFile(context.paths.root);
    const now = context.now();
    const approval = { identity, action, team: text(options, "team"), approver };
    const request = requestToApprove(file.access, approval, now);
    const grant = file.approve(request, { approver, approved: approvedAt(request, now) });
    const rights = rightsOfGrant(grant);
    const commands = approvalCommands(grant);
    const { report } = context;
    report.result({ grant, grants: rights, commands });
    report.line(
      `${approver} approves ${action} for ${identity} in team ${grant.team} until ${grant.expires}: ${grant.reason}`,
    );
    report.line("Once it is merged, tools honour it, and the next update of an environment gives:");
    for (const line of rightsLines(rights)) report.line(line);
    report.line("\nAdd it to the change:");
    for (const command of commands) report.line(`  ${command}`);
    return 0;
  },
};

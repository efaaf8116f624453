import { InputError } from "../../../lib/errors";
import { type AccessAction, noNames } from "../access/action";
import { GrantFile } from "../access/grant-file";
import { requestCommands, rightsLines, rightsOfGrant } from "../access/next-steps";
import { makeRequest, othersWhoApprove } from "../access/request";
import { text } from "../command";
import { whoAmI } from "../identity";

/** Asks for a grant: an entry that gives nothing until somebody entitled approves it. */
export const accessRequest: AccessAction = {
  options: (command) =>
    command
      .option("--action <action>", "request: what for, by stacks/access.yaml")
      .option("--team <team>", "request, approve: on whose things")
      .option("--reason <text>", "request: why, for whoever approves and whoever looks back")
      .option("--for <duration>", "request: how long from now, such as 8h or 3d")
      .option(
        "--identity <identity>",
        "request: for whom (default: TOWPATH_IDENTITY, else Git's user.name)",
      ),
  run: (context, names, options) => {
    noNames("request", names);
    const { report } = context;
    const said = (name: string): string => {
      const value = text(options, name);
      if (value !== undefined) return value;
      throw new InputError(`access request: no --${name}`, {
        hint: 'For example: npx towpath access request --action restore-artifact --team support-ml --for 8h --reason "the run of Tuesday was overwritten"',
      });
    };
    const wanted = {
      action: said("action"),
      team: said("team"),
      reason: said("reason"),
      duration: said("for"),
      identity: whoAmI(context, text(options, "identity"), "--identity"),
    };
    const file = new GrantFile(context.paths.root);
    const request = makeRequest(file.stacks, wanted, context.now());
    file.add(request);
    const able = othersWhoApprove(file.access, request);
    const rights = rightsOfGrant(request);
    const commands = requestCommands(request);
    report.result({ request, may_approve: able, would_grant: rights, commands });
    const { action, expires, identity, team } = request;
    report.line(
      `${identity} asks for ${action} in team ${team} until ${expires}: ${request.reason}`,
    );
    report.line(
      `It gives nothing until it is approved, which ${able.join(" or ")} may do. Then it gives:`,
    );
    for (const line of rightsLines(rights)) report.line(line);
    report.line("\nOpen the change for review:");
    for (const command of commands) report.line(`  ${command}`);
    report.line("\nWho approves runs, on that branch:");
    report.line(`  npx towpath access approve ${identity} ${action} --as ${able[0] ?? ""}`);
    return 0;
  },
};

import { loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import type { AccessAction } from "../access/action";
import { noNames } from "../access/action";
import { endingGrants, endingLine } from "../access/expiring";
import { text } from "../command";

/** Days ahead that are looked at where nobody says otherwise: a week to ask for another. */
const DEFAULT_DAYS = 7;

/** Grants that are over, or end soon. */
export const accessExpiring: AccessAction = {
  options: (command) =>
    command.option("--within <days>", `expiring: how far ahead (default: ${DEFAULT_DAYS})`),
  run: (context, names, options) => {
    noNames("expiring", names);
    const within = text(options, "within");
    const days = within === undefined ? DEFAULT_DAYS : Number(within);
    if (!Number.isFinite(days) || days < 0 || within?.trim() === "") {
      throw new InputError(
        `--within: found "${within ?? ""}"; expected a number of days, 0 or more`,
      );
    }
    const { access: file } = loadStacks(context.paths.root);
    const grants = endingGrants(file, days, context.now());
    context.report.result({ within_days: days, grants });
    for (const grant of grants) context.report.line(endingLine(grant));
    if (grants.length === 0) context.report.line(`No grant ends within ${days} days.`);
    return 0;
  },
};

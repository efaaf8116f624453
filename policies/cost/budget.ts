import { estimate } from "../../components/config/cost/estimate";
import type { Estimate } from "../../components/config/cost/estimate-types";
import { NOT_KNOWN } from "../../components/config/cost/finding";
import { stackRule } from "../engine/rule";
import type { Stack } from "../engine/stack";
import { planned } from "./planned";

/** Parts that a message names. */
const NAMED = 3;

/** What is declared can be paid for, at its largest size, with the month's budget. */
export const budget = stackRule({
  id: "cost-budget",
  checks: [],
  severity: "medium",
  level: "posture",
  description:
    "The estimated month at the largest size costs no more than the environment's `budget_usd_month`.",
  why: "A larger pool or one more database is a line in a change and thousands of dollars a month. Whoever pays learns of it here, and not from the bill.",
  remediation:
    "Make what the message names smaller, such as `max` of a pool in `gpu_pools` or `system_pool` of stacks/Pulumi.ENVIRONMENT.yaml, or raise `budget_usd_month` there with the consent of whoever pays. `npx towpath preview ENVIRONMENT` shows the estimate by part.",
  check: (stack, report, { environment, name, stacks: { prices } }) => {
    const onAws = environment.kind === "aws";
    const told = estimate(planned(stack), prices, onAws ? environment.region : undefined);
    const most = told.perMonth.max;
    const file = `stacks/Pulumi.${name}.yaml`;
    if (!onAws) {
      if (most === 0) return;
      report(
        stack.root,
        `An estimated month costs up to ${dollars(most)}, and ${name} has no budget; expected none of AWS in an environment of kind ${environment.kind}. Declare it in an environment of kind aws, with budget_usd_month.`,
      );
      return;
    }
    const { budget_usd_month: budgeted } = environment;
    if (most <= budgeted) {
      noteUnknown(stack, told);
      return;
    }
    report(
      stack.root,
      `An estimated month costs up to ${dollars(most)}, ${dollars(Math.max(1, most - budgeted))} over the budget of ${dollars(budgeted)}; the most is ${dearest(told)}${leftOut(told)}. Make these smaller, or raise budget_usd_month in ${file}.`,
    );
  },
});

/** What is within the budget only as far as its size is known, is undecided. */
function noteUnknown(stack: Stack, { unpriced }: Estimate): void {
  for (const { urn, reason } of unpriced) {
    if (!reason.endsWith(NOT_KNOWN)) continue;
    const resource = stack.resources.find((one) => one.urn === urn);
    if (resource === undefined) continue;
    stack.undecided.push({ resource, path: reason.slice(0, -NOT_KNOWN.length) });
  }
}

/** `nodes (up to $4,800), network (up to $438)`. */
function dearest({ components }: Estimate): string {
  return components
    .slice(0, NAMED)
    .map(({ component, perMonth }) => `${component} (up to ${dollars(perMonth.max)})`)
    .join(", ");
}

function leftOut({ unpriced }: Estimate): string {
  return unpriced.length === 0 ? "" : `, without ${unpriced.length} that no price is known of`;
}

/** `$7,500`: whole dollars, as the preview writes them. */
function dollars(amount: number): string {
  return `$${Math.round(amount).toLocaleString("en-US")}`;
}

import type { CostRule } from "./finding";
import { always } from "./range";
import { lengthOf } from "./resource";

/** By the alarm, at standard resolution; one on several metrics costs as many. */
export const metricAlarm: CostRule = () => [
  {
    kind: "fixed",
    what: "alarm",
    services: ["cloudwatch/alarm"],
    unit: "month",
    quantity: always(1),
  },
];

/** A metric is billed for the hours in which something was counted. */
export const metricFilter: CostRule = () => [
  { kind: "usage", what: "CloudWatch metrics, while alarms count something" },
];

/** The first copy of management events costs nothing; whether it is the first, no plan knows. */
export const trail: CostRule = (one) => [
  { kind: "usage", what: "CloudTrail management events, beyond the account's first copy" },
  ...((lengthOf(one.inputs, "advancedEventSelectors") ?? 2) > 1
    ? [{ kind: "usage", what: "CloudTrail data events" } as const]
    : []),
];

export const topic: CostRule = () => [{ kind: "usage", what: "messages of alarms" }];

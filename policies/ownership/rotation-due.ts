import * as z from "zod";
import { stackRule } from "../engine/rule";
import { duties, reached } from "./rotations";

const config = z.object({
  days: z
    .number()
    .int()
    .min(1)
    .default(14)
    .describe("Days before a rotation is overdue in which to say so."),
});

/** A rotation that is coming up is said in time, so that its deploy can be planned. */
export const rotationDue = stackRule<z.output<typeof config>>({
  id: "ownership-rotation-due",
  checks: ["SEC-1"],
  severity: "low",
  level: "advice",
  description: "No secret's rotation is about to be overdue unnoticed.",
  why: "A rotation restarts what reads the secret. Noticed on the day that it is overdue, it is done in a hurry, in the middle of a training run.",
  remediation:
    "Plan the rotation (docs/secrets.md) with the secret's owner, and write the day under `rotated` in stacks/ownership.yaml once it is done.",
  config,
  check: (stack, report, scope) => {
    for (const { secret, at, owner, due, state, days_left: left } of duties(stack, scope)) {
      if (state !== "kept" || left === null || left > scope.config.days) continue;
      report(
        at,
        `The rotation of secret ${secret} is due on ${due ?? ""}, within ${scope.config.days} days; expected that ${reached(owner, scope.stacks)} has a day for it. Rotate it as docs/secrets.md says.`,
      );
    }
  },
});

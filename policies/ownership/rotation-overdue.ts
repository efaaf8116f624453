import { stackRule } from "../engine/rule";
import { duties, reached } from "./rotations";

/** A rotation that is late is not a plan any more. */
export const rotationOverdue = stackRule({
  id: "ownership-rotation-overdue",
  checks: ["SEC-1"],
  severity: "medium",
  level: "posture",
  description:
    "No secret's rotation is overdue by the dates under `secrets` in stacks/ownership.yaml.",
  why: "A secret that is older than was agreed is known to people who have left, and to every copy of a log or a laptop that it ever got into.",
  remediation:
    "Rotate the secret (docs/secrets.md), then write the day under its `rotated` in stacks/ownership.yaml. Both go into one reviewed change where the rotation is a deploy.",
  check: (stack, report, scope) => {
    for (const one of duties(stack, scope)) {
      const { secret, at, owner, rotated, due, state, every_days: every } = one;
      if (state === "early") {
        report(
          at,
          `Secret ${secret} is said to be rotated on ${rotated ?? ""}, which is still to come; expected a day that has been. Correct rotated.${scope.name} in stacks/ownership.yaml.`,
        );
      }
      if (state === "overdue") {
        report(
          at,
          `The rotation of secret ${secret} was due on ${due ?? ""} (every ${every} days, last on ${rotated ?? ""}); expected it done. ${reached(owner, scope.stacks)} rotates it and writes the day into stacks/ownership.yaml.`,
        );
      }
    }
  },
});

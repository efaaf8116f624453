import { ruleCases } from "../engine/testing";
import { rotationOverdue } from "./rotation-overdue";
import { rotating, SECRET, STACK } from "./testing";

const at = [`${SECRET.type} mlflow-secrets-flask`];

ruleCases(rotationOverdue, {
  compliant: {
    "the shipped duties, which have no date": { given: STACK },
    "the last day": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-08-23" } }),
    },
    "another environment's, which is judged there": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { dev: "2020-01-01" } }),
    },
  },
  violating: {
    "a day late": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-08-22" } }),
      at,
      says: /^The rotation of secret mlflow-secrets-flask was due on 2026-11-20 \(every 90 days, last on 2026-08-22\); expected it done\. platform \(#platform\) rotates/,
    },
    "late, of a secret that the plan does not have": {
      given: STACK,
      context: rotating({ rotated: { prod: "2026-01-01" }, owner: "support-ml" }),
      says: /support-ml \(#support-ml\) rotates/,
    },
    "a day that is still to come": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-11-22" } }),
      at,
      says: /^Secret mlflow-secrets-flask is said to be rotated on 2026-11-22, which is still to come;.+rotated\.prod/,
    },
    "late in another environment": {
      given: { ...STACK, name: "towpath-dev" },
      environment: "dev",
      context: rotating({ rotated: { dev: "2020-01-01" } }),
      says: /was due on 2020-03-31/,
    },
  },
});

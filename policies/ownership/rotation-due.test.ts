import { ruleCases } from "../engine/testing";
import { rotationDue } from "./rotation-due";
import { rotating, SECRET, STACK } from "./testing";

const at = [`${SECRET.type} mlflow-secrets-flask`];

ruleCases(rotationDue, {
  compliant: {
    "the shipped duties, which have no date": { given: STACK },
    "a rotation in good time": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-09-06" } }),
    },
    "an overdue one, which another rule says": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-01-01" } }),
    },
    "a shorter notice where that is configured": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-08-30" } }),
      config: { days: 7 },
    },
  },
  violating: {
    "two weeks before": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-09-05" } }),
      at,
      says: /^The rotation of secret mlflow-secrets-flask is due on 2026-12-04, within 14 days; expected that platform \(#platform\)/,
    },
    "the last day": {
      given: [STACK, SECRET],
      context: rotating({ rotated: { prod: "2026-08-23" } }),
      at,
      says: /due on 2026-11-21/,
    },
  },
});

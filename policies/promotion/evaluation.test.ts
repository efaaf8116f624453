import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { evaluation } from "./evaluation";
import { baseline, promoted, promotedBut, serving } from "./testing";

const scores = (changes: object) =>
  serving(promotedBut({ evaluation: { ...promoted.evaluation, ...changes } }));

ruleCases(evaluation, {
  compliant: {
    "accuracy over the threshold": { given: serving() },
    "accuracy at the threshold": { given: scores({ accuracy: 0.85 }) },
    "a baseline": { given: serving(baseline) },
  },
  violating: {
    "no evaluation": {
      given: serving(promotedBut({ evaluation: undefined })),
      says: /has no evaluation;/,
    },
    "accuracy under the threshold": {
      given: scores({ accuracy: 0.8499 }),
      says: /has accuracy 0\.8499; expected at least its threshold, 0\.85/,
    },
    "an evaluation that nobody can look up": {
      given: scores({ run_id: "" }),
      says: /has no evaluation\.run_id/,
    },
    "a training run that evaluated itself": {
      given: scores({ run_id: promoted.run_id }),
      says: /names its training run/,
    },
    "no accuracy": {
      given: serving(promotedBut({ evaluation: { run_id: "e", threshold: 0.5 } })),
      says: /no evaluation\.accuracy/,
    },
  },
  undecided: { "an unknown accuracy": { given: scores({ accuracy: UNKNOWN_VALUE }) } },
});

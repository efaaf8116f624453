import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { safety } from "./safety";
import { baseline, earlier, promoted, promotedBut, serving, SERVICE } from "./testing";

const rated = (rate: unknown) =>
  promotedBut({ evaluation: { ...promoted.evaluation, safety_pass_rate: rate } });

ruleCases(safety, {
  compliant: {
    "a service without a suite": { given: serving() },
    "a rate that is enough": { given: serving(rated(0.95)) },
    "a lower rate where that is configured": {
      given: serving(rated(0.9)),
      config: { min_pass_rate: 0.9 },
    },
    "a baseline of a service with a suite": {
      given: serving(baseline),
      config: { services: [SERVICE] },
    },
  },
  violating: {
    "a rate that is too low": {
      given: serving(rated(0.9499)),
      says: /safety_pass_rate 0\.9499; expected at least 0\.95/,
    },
    "no rate where there is a suite": {
      given: serving(),
      config: { services: [SERVICE] },
      says: /safety_pass_rate missing/,
    },
    "a rate that was measured before, and no longer": {
      given: serving(promoted, {
        ...earlier,
        evaluation: { ...earlier.evaluation, safety_pass_rate: 0.99 },
      }),
      says: /^current .+ missing/,
    },
  },
  undecided: { "an unknown rate": { given: serving(rated(UNKNOWN_VALUE)) } },
});

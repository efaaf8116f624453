import { tmpdir } from "node:os";
import { join } from "node:path";
import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { evaluation } from "./evaluation";
import { baseline, exampleService, promoted, promotedBut, SERVICE, serving } from "./testing";

const scores = (changes: object) =>
  serving(promotedBut({ evaluation: { ...promoted.evaluation, ...changes } }));

/** Where no job is declared, and the baseline is this good. */
const alone = (accuracy: number) => {
  const { stacks } = contextOf();
  const service = {
    ...exampleService,
    baseline: { ...exampleService.baseline, evaluation: { accuracy } },
  };
  const root = join(tmpdir(), "towpath-without-jobs");
  return { root, stacks: { ...stacks, services: { ...stacks.services, [SERVICE]: service } } };
};

ruleCases(evaluation, {
  compliant: {
    "accuracy over the threshold": { given: serving() },
    "accuracy at the threshold": { given: scores({ accuracy: 0.85 }) },
    "the training job's threshold": { given: scores({ threshold: 0.8 }) },
    "the baseline's accuracy, where no job makes the model": {
      given: scores({ threshold: 0.7 }),
      context: alone(0.7),
    },
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
    "a threshold that everything passes": {
      given: scores({ threshold: 0 }),
      says: /has threshold 0; expected at least 0\.8, that of apps\/jobs\/configs\/support-triage/,
    },
    "a threshold under the training job's": {
      given: scores({ threshold: 0.79 }),
      says: /has threshold 0\.79; expected at least 0\.8/,
    },
    "a threshold that the baseline beats": {
      given: scores({ threshold: 0.85 }),
      context: alone(0.86),
      says: /has threshold 0\.85; expected at least 0\.86, the baseline's own accuracy/,
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

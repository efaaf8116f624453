import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { baselineNote } from "./baseline-note";
import { baseline, promoted, serving } from "./testing";

ruleCases(baselineNote, {
  compliant: {
    "a promoted version": { given: serving(promoted) },
    "a baseline where rules only warn": { given: serving(baseline), environment: "dev" },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "a baseline in prod": {
      given: serving(baseline),
      says: /^prod serves the committed baseline support-triage-baseline-1, and no promoted version/,
    },
    "a baseline in staging": {
      given: serving(baseline),
      environment: "staging",
      says: /--env staging/,
    },
  },
  undecided: {
    "a version that only a deployment knows": {
      given: serving(undefined, undefined, { current: UNKNOWN_VALUE }),
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { recorded } from "./recorded";
import { baseline, earlier, NONE, promoted, promotedBut, recording, serving } from "./testing";

const context = recording({ current: promoted, previous: baseline });

ruleCases(recorded, {
  compliant: {
    "the shipped baseline": { given: serving(baseline) },
    "what the record says": { given: serving(), context },
    "a commit that is null in the record and absent on the wire": {
      given: serving(promotedBut({ commit: undefined })),
      context: recording({ current: { ...promoted, commit: null }, previous: baseline }),
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "a service that has no file": {
      given: { ...serving(), name: "shadow-it" },
      says: /^There is no stacks\/services\/shadow-it\.yaml/,
    },
    "another artifact": {
      given: serving({ ...promoted, artifact: earlier.artifact }),
      context,
      says: /^current\.artifact\.uri is "s3:.+1"; the record says "s3:.+2", and 1 more values differ\./,
    },
    "a promoted version without a record": {
      given: serving(),
      says: /^current\.baseline is missing; the record says true/,
    },
    "a better accuracy than recorded": {
      given: serving(promotedBut({ evaluation: { ...promoted.evaluation, accuracy: 0.99 } })),
      context,
      says: /current\.evaluation\.accuracy is 0\.99; the record says 0\.9\./,
    },
    "another rollback target": {
      given: serving(promoted, earlier),
      context,
      says: /^previous\./,
    },
    "no versions": {
      given: serving(NONE, NONE),
      context,
      says: /^current\.model_version is missing/,
    },
    "another owner": {
      given: serving(promoted, baseline, { owner: "platform" }),
      context,
      says: /^owner is "platform"; the record says "support-ml"\. Serve what/,
    },
  },
  undecided: {
    "an unknown artifact": {
      given: serving(promotedBut({ artifact: { ...promoted.artifact, sha256: UNKNOWN_VALUE } })),
      context,
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { baseline, promotedBut, serving } from "./testing";
import { trainingRun } from "./training-run";

ruleCases(trainingRun, {
  compliant: {
    "a version with its run": { given: serving() },
    "a baseline, which no run made": { given: serving(baseline) },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket", props: { current: {} } } },
  },
  violating: {
    "no run": {
      given: serving(promotedBut({ run_id: undefined })),
      says: /^current \(support-triage-2026-11-21-2\) has no run_id; expected .+towpath promote.+support-triage\.yaml/,
    },
    "an empty run": { given: serving(promotedBut({ run_id: " " })), says: /has no run_id/ },
    "a rollback target without a run": {
      given: serving(undefined, promotedBut({ run_id: undefined })),
      says: /^previous /,
    },
  },
  undecided: {
    "a run that only a deployment knows": {
      given: serving(promotedBut({ run_id: UNKNOWN_VALUE })),
    },
    "a version that only a deployment knows": {
      given: serving(undefined, undefined, { current: UNKNOWN_VALUE }),
    },
  },
});

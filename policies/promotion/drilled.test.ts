import { OTHER_KEY, signedDrill, TEST_SIGNER } from "../../components/config/testing-drills";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { drilled } from "./drilled";
import { baseline, earlier, promoted, promotedBut, recording, serving } from "./testing";

const context = recording({ current: promoted, previous: baseline });
const { report } = signedDrill();
const drills = (...found: ReturnType<typeof signedDrill>[]) => ({ ...context, drills: found });
const later = promotedBut({ promoted_at: "2026-11-20T10:00:00Z" });

ruleCases(drilled, {
  compliant: {
    "a promotion after a drill that passed": { given: serving(), context },
    "a drill that failed after the promotion": {
      given: serving(),
      context: drills(
        signedDrill(),
        signedDrill({ passed: false, finished_at: "2026-11-20T12:00:00Z" }),
      ),
    },
    "a baseline": { given: serving(baseline), context: drills() },
    "a version that a rollback brought back": {
      given: serving(promoted, later),
      context: drills(),
    },
    "a promotion in dev, where nothing is promised": {
      given: serving(),
      environment: "dev",
      context: drills(),
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no report": {
      given: serving(),
      context: drills(),
      says: /^current \(support-triage-2026-11-21-2\) was promoted at 2026-11-20T09:00:00Z, and prod has no report .+ `npx towpath drill report --env prod`/,
    },
    "no report, of a service that was promoted before": {
      given: serving(promoted, earlier),
      context: drills(),
      says: /has no report/,
    },
    "a drill that failed": {
      given: serving(),
      context: drills(signedDrill({ passed: false, reasons: ["no key"] })),
      says: /that drill failed: no key/,
    },
    "a drill of nine days before": {
      given: serving(),
      context: drills(signedDrill({ finished_at: "2026-11-11T09:00:00Z" })),
      says: /from 9\.0 days before/,
    },
    "a report that was changed after it was signed": {
      given: serving(),
      context: drills({ file: "docs/drills/x.json", report: { ...report, run_by: "omar" } }),
      says: /the report was changed, or another key signed it/,
    },
    "a key that nobody named": {
      given: serving(),
      context: drills(signedDrill({}, TEST_SIGNER, OTHER_KEY)),
      says: /another key signed it/,
    },
    "the drill of another environment": {
      given: serving(),
      context: drills(signedDrill({ environment: "staging" })),
      says: /prod has no report/,
    },
    "staging, where data is promised too": {
      given: serving(),
      environment: "staging",
      context,
      says: /staging has no report/,
    },
  },
  undecided: {
    "a moment that only a deployment knows": {
      given: serving(promotedBut({ promoted_at: UNKNOWN_VALUE })),
      context,
    },
  },
});

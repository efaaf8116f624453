import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { objectLock } from "./object-lock";
import { bucket, logged, otherType, part } from "./testing";

const TYPE = "BucketObjectLockConfiguration";
const lock = (defaultRetention: object, of = "data", name = "part") =>
  part(TYPE, { rule: { defaultRetention } }, of, name);
const at = [`aws:s3/bucketObjectLockConfiguration:${TYPE} part`];
const prodDays = lock({ mode: "GOVERNANCE", days: 30 });

ruleCases(objectLock, {
  compliant: {
    "the posture's days": { given: [bucket(), prodDays] },
    "more, in years": { given: [bucket(), lock({ mode: "COMPLIANCE", years: 1 })] },
    "the days of staging": { given: [bucket(), lock({ days: 7 })], environment: "staging" },
    "a lock in the bucket": {
      given: bucket({
        objectLockConfiguration: {
          objectLockEnabled: "Enabled",
          rule: { defaultRetention: { days: 30 } },
        },
      }),
    },
    "a lock in BucketV2": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: { objectLockConfiguration: { rules: [{ defaultRetention: { days: 31 } }] } },
      },
    },
    "an environment whose posture asks for none": { given: bucket(), environment: "dev" },
    "a target of access logs": { given: [bucket(), prodDays, ...logged()] },
    "a bucket named as scratch": { given: bucket({}, "cache"), config: { scratch: ["cache"] } },
    "no bucket": { given: otherType },
  },
  violating: {
    "no lock": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /New versions are not locked; expected at least 30 days/,
    },
    "a bucket that can lock, without a default": {
      given: bucket({ objectLockEnabled: true }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /are not locked/,
    },
    "too few days": {
      given: [bucket(), lock({ days: 7 })],
      at,
      says: /locked for 7 days; expected at least 30/,
    },
    "a configuration without a default": {
      given: [bucket(), part(TYPE, {})],
      at,
      says: /locked for 0 days/,
    },
    "too few days in the bucket": {
      given: bucket({ objectLockConfiguration: { rule: { defaultRetention: { days: 1 } } } }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /locked for 1 days/,
    },
  },
  undecided: {
    "days that only a deployment knows": { given: [bucket(), lock({ days: UNKNOWN_VALUE })] },
  },
});

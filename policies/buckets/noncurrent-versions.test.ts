import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { noncurrentVersions } from "./noncurrent-versions";
import { bucket, otherType, part } from "./testing";

const TYPE = "BucketLifecycleConfiguration";
const rule = (noncurrentDays: number | string, changes: object = {}) =>
  part(TYPE, {
    rules: [
      {
        id: "versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays },
        ...changes,
      },
    ],
  });
const locked = (days: number) =>
  part("BucketObjectLockConfiguration", { rule: { defaultRetention: { days } } }, "data", "lock");
const at = [`aws:s3/bucketLifecycleConfiguration:${TYPE} part`];

ruleCases(noncurrentVersions, {
  compliant: {
    "the posture's days": { given: [bucket(), rule(90)] },
    "the days of dev": { given: [bucket(), rule(7)], environment: "dev" },
    "days in the bucket": {
      given: bucket({
        lifecycleRules: [{ enabled: true, noncurrentVersionExpiration: { days: 365 } }],
      }),
    },
    "days in BucketV2": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: {
          lifecycleRules: [{ enabled: true, noncurrentVersionExpirations: [{ days: 365 }] }],
        },
      },
    },
    "days beyond the lock": { given: [bucket(), locked(100), rule(100)] },
    "no bucket": { given: otherType },
  },
  violating: {
    "no lifecycle": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /Noncurrent versions stay for ever/,
    },
    "too few days": {
      given: [bucket(), rule(30)],
      at,
      says: /^versions removes noncurrent versions after 30 days; expected at least 90/,
    },
    "fewer days than the lock": {
      given: [bucket(), locked(100), rule(99)],
      at,
      says: /after 99 days; expected at least 100/,
    },
    "too few days for some objects": {
      given: [bucket(), rule(1, { filter: { prefix: "runs/" } })],
      at,
      says: /after 1 days/,
    },
    "an end for some objects only": {
      given: [bucket(), rule(90, { filter: { prefix: "runs/" } })],
      at,
      says: /stay for ever; expected an enabled rule for the whole bucket/,
    },
    "a rule that is off": {
      given: [bucket(), rule(90, { status: "Disabled" })],
      at,
      says: /stay for ever/,
    },
  },
  undecided: {
    "days that only a deployment knows": { given: [bucket(), rule(UNKNOWN_VALUE)] },
  },
});

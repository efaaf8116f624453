import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { currentObjects } from "./current-objects";
import { bucket, logged, otherType, part } from "./testing";

const TYPE = "BucketLifecycleConfiguration";
const rule = (expiration: object, changes: object = {}, of = "data") =>
  part(
    TYPE,
    {
      rules: [{ id: "old", status: "Enabled", filter: { prefix: "" }, expiration, ...changes }],
    },
    of,
  );
const at = [`aws:s3/bucketLifecycleConfiguration:${TYPE} part`];

ruleCases(currentObjects, {
  compliant: {
    "no lifecycle": { given: bucket() },
    "delete markers alone": { given: [bucket(), rule({ expiredObjectDeleteMarker: true })] },
    "noncurrent versions alone": {
      given: [
        bucket(),
        part(TYPE, {
          rules: [{ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } }],
        }),
      ],
    },
    "a rule that is off": { given: [bucket(), rule({ days: 1 }, { status: "Disabled" })] },
    "a scratch bucket": {
      given: [bucket(), rule({ days: 1 })],
      config: { scratch: ["data"] },
    },
    "access logs": { given: [bucket(), ...logged(), rule({ days: 400 }, {}, "logs")] },
    "no bucket": { given: otherType },
  },
  violating: {
    "an age": {
      given: [bucket(), rule({ days: 3650 })],
      at,
      says: /^old removes current objects after 3650 days; expected none to go by age/,
    },
    "a day": { given: [bucket(), rule({ date: "2027-01-01" })], at, says: /on 2027-01-01/ },
    "an age for some objects": {
      given: [bucket(), rule({ days: 30 }, { filter: { prefix: "runs/" } })],
      at,
      says: /after 30 days/,
    },
    "an age in the bucket": {
      given: bucket({ lifecycleRules: [{ enabled: true, expiration: { days: 7 } }] }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /^rule 1 removes current objects after 7 days/,
    },
    "an age in BucketV2": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: { lifecycleRules: [{ enabled: true, expirations: [{ days: 7 }] }] },
      },
      says: /after 7 days/,
    },
  },
  undecided: {
    "an age that only a deployment knows": { given: [bucket(), rule({ days: UNKNOWN_VALUE })] },
  },
});

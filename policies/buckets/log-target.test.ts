import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { logTarget } from "./log-target";
import { bucket, logged, otherType, part } from "./testing";

const lock = (of: string) => part("BucketObjectLockConfiguration", {}, of, "lock");

ruleCases(logTarget, {
  compliant: {
    "a target without a lock": { given: [bucket(), lock("data"), ...logged()] },
    "a locked bucket that receives nothing": { given: bucket({ objectLockEnabled: true }) },
    "no bucket": { given: otherType },
  },
  violating: {
    "a target that can lock": {
      given: [bucket(), ...logged({ objectLockEnabled: true })],
      at: ["aws:s3/bucket:Bucket logs"],
      says: /receives access logs and has object lock/,
    },
    "a target with a lock": {
      given: [bucket(), ...logged(), lock("logs")],
      at: ["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration lock"],
      says: /has object lock; expected none/,
    },
    "a bucket that logs to itself": {
      given: [
        bucket(),
        {
          type: "aws:s3/bucketLogging:BucketLogging",
          name: "logging",
          props: { bucket: UNKNOWN_VALUE, targetBucket: UNKNOWN_VALUE },
          from: { bucket: ["data"], targetBucket: ["data"] },
        },
      ],
      at: ["aws:s3/bucketLogging:BucketLogging logging"],
      says: /logs to itself/,
    },
  },
  undecided: {
    "a lock that only a deployment knows": {
      given: [bucket(), ...logged({ objectLockEnabled: UNKNOWN_VALUE })],
    },
  },
});

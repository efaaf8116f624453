import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { accessLogs } from "./access-logs";
import { bucket, logged, otherType } from "./testing";

const type = "aws:s3/bucketLogging:BucketLogging";

ruleCases(accessLogs, {
  compliant: {
    "a bucket and its target": { given: [bucket(), ...logged()] },
    "the target in the bucket": {
      given: [bucket({ bucket: "plain" }, "logs"), bucket({ logging: { targetBucket: "plain" } })],
    },
    "the target in BucketV2, connected": {
      given: [
        bucket({}, "logs"),
        {
          type: "aws:s3/bucketV2:BucketV2",
          name: "data",
          props: { loggings: [{ targetBucket: UNKNOWN_VALUE }] },
          from: { loggings: ["logs"] },
        },
      ],
    },
    "a target of another stack": {
      given: [
        bucket(),
        {
          type,
          props: { bucket: UNKNOWN_VALUE, targetBucket: "theirs" },
          from: { bucket: ["data"] },
        },
      ],
    },
    "no bucket": { given: otherType },
  },
  violating: {
    "no logs": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /Nobody logs who reads and writes the bucket/,
    },
    "logs of another bucket": {
      given: [bucket(), ...logged(), bucket({}, "forgotten")],
      at: ["aws:s3/bucket:Bucket forgotten"],
      says: /expected access logs/,
    },
  },
  undecided: {
    "logs of a bucket that only a deployment names": {
      given: [
        bucket({ bucket: "plain" }),
        { type, props: { bucket: UNKNOWN_VALUE, targetBucket: "theirs" } },
      ],
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { forceDestroy } from "./force-destroy";
import { bucket } from "./testing";

ruleCases(forceDestroy, {
  compliant: {
    "a bucket that keeps its objects": { given: bucket({ forceDestroy: false }) },
    "a bucket that says nothing": { given: bucket() },
    "an environment to tear down": { given: bucket({ forceDestroy: true }), environment: "dev" },
    "another type": {
      given: { type: "aws:ecr/repository:Repository", props: { forceDestroy: true } },
    },
  },
  violating: {
    "a bucket of prod": {
      given: bucket({ forceDestroy: true }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /forceDestroy is true.*expected false/,
    },
    "an older bucket of staging": {
      given: { type: "aws:s3/bucketV2:BucketV2", props: { forceDestroy: true } },
      environment: "staging",
      says: /forceDestroy is true/,
    },
  },
  undecided: {
    "a value that only a deployment knows": { given: bucket({ forceDestroy: UNKNOWN_VALUE }) },
  },
});

import { ruleCases } from "../engine/testing";
import { protectedBuckets } from "./protected";
import { bucket, otherType } from "./testing";

ruleCases(protectedBuckets, {
  compliant: {
    "a protected bucket": { given: { ...bucket(), protect: true } },
    "an environment to tear down": { given: bucket(), environment: "dev" },
    "another type": { given: otherType },
  },
  violating: {
    "a bucket of prod": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /not protected; expected the resource option protect/,
    },
    "an older bucket of staging": {
      given: { type: "aws:s3/bucketV2:BucketV2" },
      environment: "staging",
      says: /not protected/,
    },
  },
});

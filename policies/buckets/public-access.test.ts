import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { publicAccess } from "./public-access";
import { bucket, otherType, part } from "./testing";

const all = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const { restrictPublicBuckets: _, ...three } = all;
const at = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock part"];
const account = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";

ruleCases(publicAccess, {
  compliant: {
    "all four": { given: [bucket(), part("BucketPublicAccessBlock", all)] },
    "all four for the account": { given: { type: account, props: all } },
    "no bucket": { given: otherType },
  },
  violating: {
    "no block": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /Nothing blocks public access/,
    },
    "no block of an older bucket": {
      given: { type: "aws:s3/bucketV2:BucketV2" },
      says: /Nothing blocks public access/,
    },
    "one switch off": {
      given: [bucket(), part("BucketPublicAccessBlock", { ...all, blockPublicPolicy: false })],
      at,
      says: /^blockPublicPolicy not true/,
    },
    "one switch missing": {
      given: [bucket(), part("BucketPublicAccessBlock", three)],
      at,
      says: /^restrictPublicBuckets not true/,
    },
    "the account's switches off": {
      given: { type: account, props: { ...all, blockPublicAcls: false, ignorePublicAcls: false } },
      says: /^blockPublicAcls, ignorePublicAcls not true/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": {
      given: [
        bucket(),
        part("BucketPublicAccessBlock", { ...all, ignorePublicAcls: UNKNOWN_VALUE }),
      ],
    },
  },
});

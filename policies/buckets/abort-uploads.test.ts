import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { abortUploads } from "./abort-uploads";
import { bucket, otherType, part } from "./testing";

const TYPE = "BucketLifecycleConfiguration";
const rule = (changes: object = {}) => ({
  rules: [
    {
      id: "abort",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      ...changes,
    },
  ],
});
const at = [`aws:s3/bucketLifecycleConfiguration:${TYPE} part`];
const says = /Unfinished uploads stay for ever; expected at most 7 days/;

ruleCases(abortUploads, {
  compliant: {
    "a rule for the bucket": { given: [bucket(), part(TYPE, rule())] },
    "a rule without a filter, of the V2 resource": {
      given: [bucket(), part(`${TYPE}V2`, rule({ filter: undefined }))],
    },
    "a rule in the bucket": {
      given: bucket({ lifecycleRules: [{ enabled: true, abortIncompleteMultipartUploadDays: 3 }] }),
    },
    "longer, where the pack is told so": {
      given: [
        bucket(),
        part(TYPE, rule({ abortIncompleteMultipartUpload: { daysAfterInitiation: 14 } })),
      ],
      config: { maximumDays: 14 },
    },
    "no bucket": { given: otherType },
  },
  violating: {
    "no lifecycle": { given: bucket(), at: ["aws:s3/bucket:Bucket data"], says },
    "a rule that is off": { given: [bucket(), part(TYPE, rule({ status: "Disabled" }))], at, says },
    "a rule for some objects": {
      given: [bucket(), part(TYPE, rule({ filter: { prefix: "tmp/" } }))],
      at,
      says,
    },
    "a rule for objects with a tag": {
      given: [bucket(), part(TYPE, rule({ filter: { tag: { key: "a", value: "b" } } }))],
      at,
      says,
    },
    "another rule": {
      given: [bucket(), part(TYPE, rule({ abortIncompleteMultipartUpload: undefined }))],
      at,
      says,
    },
    "too many days": {
      given: [
        bucket(),
        part(TYPE, rule({ abortIncompleteMultipartUpload: { daysAfterInitiation: 30 } })),
      ],
      at,
      says: /stay for 30 days; expected at most 7/,
    },
  },
  undecided: {
    "rules that only a deployment knows": {
      given: [bucket(), part(TYPE, { rules: UNKNOWN_VALUE })],
    },
  },
});

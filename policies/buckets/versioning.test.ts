import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { bucket, otherType, part } from "./testing";
import { versioning } from "./versioning";

const status = (value: string) => ({ versioningConfiguration: { status: value } });
const named = { type: "aws:s3/bucketVersioning:BucketVersioning", name: "part" };

ruleCases(versioning, {
  compliant: {
    "versioning that is connected": {
      given: [bucket(), part("BucketVersioning", status("Enabled"))],
    },
    "versioning of the earlier name": {
      given: [bucket(), part("BucketVersioningV2", status("Enabled"))],
    },
    "versioning that names the bucket in plain text": {
      given: [
        bucket({ bucket: "plain" }),
        { ...named, props: { bucket: "plain", ...status("Enabled") } },
      ],
    },
    "two resources named by a third": {
      given: [
        { type: "random:index/randomPet:RandomPet", name: "pet" },
        { ...bucket({ bucket: UNKNOWN_VALUE }), from: { bucket: ["pet"] } },
        {
          ...named,
          props: { bucket: UNKNOWN_VALUE, ...status("Enabled") },
          from: { bucket: ["pet"] },
        },
      ],
    },
    "versioning in the bucket, as older programs have it": {
      given: bucket({ versioning: { enabled: true } }),
    },
    "the same in BucketV2": {
      given: { type: "aws:s3/bucketV2:BucketV2", props: { versionings: [{ enabled: true }] } },
    },
    "no bucket": { given: otherType },
  },
  violating: {
    "a bucket without versioning": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /has no versioning; expected an aws\.s3\.BucketVersioning/,
    },
    "suspended versioning": {
      given: [bucket(), part("BucketVersioning", status("Suspended"))],
      at: ["aws:s3/bucketVersioning:BucketVersioning part"],
      says: /Versioning is Suspended; expected Enabled/,
    },
    "versioning of another bucket": {
      given: [
        bucket(),
        bucket({ versioning: { enabled: true } }, "other"),
        part("BucketVersioning", status("Enabled"), "other"),
      ],
      at: ["aws:s3/bucket:Bucket data"],
      says: /no versioning/,
    },
    "versioning switched off in the bucket": {
      given: bucket({ versioning: { enabled: false } }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /no versioning/,
    },
    "versioning that says nothing": {
      given: [bucket(), part("BucketVersioning", {})],
      at: ["aws:s3/bucketVersioning:BucketVersioning part"],
      says: /Versioning is not set/,
    },
  },
  undecided: {
    "a status that only a deployment knows": {
      given: [bucket(), part("BucketVersioning", status(UNKNOWN_VALUE))],
    },
    "versioning of a bucket that only a deployment names": {
      given: [
        bucket({ bucket: "plain" }),
        { ...named, props: { bucket: UNKNOWN_VALUE, ...status("Enabled") } },
      ],
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { encryption } from "./encryption";
import { bucket, logged, otherType, part } from "./testing";

const TYPE = "BucketServerSideEncryptionConfiguration";
const rules = (sseAlgorithm: string, kmsMasterKeyId?: string) => ({
  rules: [
    {
      applyServerSideEncryptionByDefault: {
        sseAlgorithm,
        ...(kmsMasterKeyId !== undefined && { kmsMasterKeyId }),
      },
    },
  ],
});
const at = [`aws:s3/bucketServerSideEncryptionConfiguration:${TYPE} part`];
const kms = part(TYPE, rules("aws:kms", UNKNOWN_VALUE));

ruleCases(encryption, {
  compliant: {
    "a key that only a deployment knows": { given: [bucket(), kms] },
    "the V2 resource": {
      given: [bucket(), part(`${TYPE}V2`, rules("aws:kms:dsse", "arn:aws:kms:x:1:key/a"))],
    },
    "encryption in the bucket": {
      given: bucket({
        serverSideEncryptionConfiguration: { rule: rules("aws:kms", "alias/data").rules[0] },
      }),
    },
    "encryption in BucketV2": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: { serverSideEncryptionConfigurations: [rules("aws:kms", "alias/data")] },
      },
    },
    "S3's own keys on the target of access logs": {
      given: [bucket(), kms, ...logged(), part(TYPE, rules("AES256"), "logs", "logs-encryption")],
    },
    "no bucket": { given: otherType },
  },
  violating: {
    "no encryption": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /No default encryption is set; expected aws:kms/,
    },
    "S3's own keys": {
      given: [bucket(), part(TYPE, rules("AES256"))],
      at,
      says: /encrypted with AES256/,
    },
    "no key": {
      given: [bucket(), part(TYPE, rules("aws:kms"))],
      at,
      says: /the key that AWS made/,
    },
    "the key that AWS made": {
      given: [bucket(), part(TYPE, rules("aws:kms", "arn:aws:kms:eu-central-1:1:alias/aws/s3"))],
      at,
      says: /the key that AWS made/,
    },
    "a rule without encryption": {
      given: [bucket(), part(TYPE, { rules: [{ bucketKeyEnabled: true }] })],
      at,
      says: /No default encryption/,
    },
    "a target of access logs without any": {
      given: [bucket(), kms, ...logged()],
      at: ["aws:s3/bucket:Bucket logs"],
      says: /No default encryption/,
    },
  },
  undecided: {
    "an algorithm that only a deployment knows": {
      given: [bucket(), part(TYPE, rules(UNKNOWN_VALUE, "alias/data"))],
    },
  },
});

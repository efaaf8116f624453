import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { bucket, otherType, part } from "./testing";
import { tlsOnly } from "./tls-only";

const ARN = "arn:aws:s3:::data";
const deny = {
  Sid: "DenyInsecureTransport",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [ARN, `${ARN}/*`] as string | readonly string[],
  Condition: { Bool: { "aws:SecureTransport": "false" } } as object,
};
const document = (changes: object) => ({
  Version: "2012-10-17",
  Statement: [{ ...deny, ...changes }],
});
const policy = (changes: object = {}) => part("BucketPolicy", { policy: document(changes) });
const at = ["aws:s3/bucketPolicy:BucketPolicy part"];
const says = /The policy lets plain HTTP through; expected a Deny of s3:\*/;

ruleCases(tlsOnly, {
  compliant: {
    "a document": { given: [bucket(), policy()] },
    "its JSON text": {
      given: [bucket(), part("BucketPolicy", { policy: JSON.stringify(document({})) })],
    },
    "ARNs that only a deployment knows": {
      given: [bucket(), policy({ Resource: [UNKNOWN_VALUE, UNKNOWN_VALUE] })],
    },
    "everything, everybody by the longer form, and a plain false": {
      given: [
        bucket(),
        policy({
          Resource: "*",
          Action: ["*"],
          Principal: { AWS: "*" },
          Condition: { BoolIfExists: { "AWS:securetransport": false } },
        }),
      ],
    },
    "a policy in the bucket": { given: bucket({ policy: document({}) }) },
    "no bucket": { given: otherType },
  },
  violating: {
    "no policy": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /No policy refuses plain HTTP/,
    },
    "an empty policy in the bucket": {
      given: bucket({ policy: "{}" }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /No policy refuses plain HTTP/,
    },
    "the bucket without its objects": { given: [bucket(), policy({ Resource: ARN })], at, says },
    "the objects without the bucket": {
      given: [bucket(), policy({ Resource: `${ARN}/*` })],
      at,
      says,
    },
    "some actions": { given: [bucket(), policy({ Action: "s3:GetObject" })], at, says },
    "some people": {
      given: [bucket(), policy({ Principal: { AWS: "arn:aws:iam::1:root" } })],
      at,
      says,
    },
    "an Allow": { given: [bucket(), policy({ Effect: "Allow" })], at, says },
    "the wrong way round": {
      given: [bucket(), policy({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
      at,
      says,
    },
    "another condition that must hold too": {
      given: [
        bucket(),
        policy({
          Condition: { ...deny.Condition, StringEquals: { "aws:PrincipalAccount": "1" } },
        }),
      ],
      at,
      says,
    },
    "a Deny of old TLS only": {
      given: [bucket(), policy({ Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } })],
      at,
      says,
    },
  },
  undecided: {
    "text that only a deployment knows": {
      given: [bucket(), part("BucketPolicy", { policy: UNKNOWN_VALUE })],
    },
    "a condition that only a deployment knows": {
      given: [bucket(), policy({ Condition: { Bool: { "aws:SecureTransport": UNKNOWN_VALUE } } })],
    },
    "an effect that only a deployment knows": {
      given: [bucket(), policy({ Effect: UNKNOWN_VALUE })],
    },
    "one ARN that may be the bucket or its objects": {
      given: [bucket(), policy({ Resource: UNKNOWN_VALUE })],
    },
  },
});

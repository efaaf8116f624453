import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { publicPolicy } from "./public-policy";
import { otherType } from "./testing";

const type = "aws:s3/bucketPolicy:BucketPolicy";
const policy = (changes: object) => ({
  type,
  props: {
    policy: {
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: UNKNOWN_VALUE,
          ...changes,
        },
      ],
    },
  },
});
const says = /^Read allows its actions to everybody/;

ruleCases(publicPolicy, {
  compliant: {
    "a named service": { given: policy({ Principal: { Service: "logging.s3.amazonaws.com" } }) },
    "a role that only a deployment knows": { given: policy({ Principal: { AWS: UNKNOWN_VALUE } }) },
    "a Deny to everybody": { given: policy({ Effect: "Deny", Principal: "*" }) },
    "another type": { given: otherType },
  },
  violating: {
    everybody: { given: policy({ Principal: "*" }), says },
    "everybody by the longer form": { given: policy({ Principal: { AWS: ["1234", "*"] } }), says },
    "everybody under a condition": {
      given: policy({
        Principal: { AWS: "*" },
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      }),
      says,
    },
    "everybody but one": { given: policy({ NotPrincipal: { AWS: "arn:aws:iam::1:root" } }), says },
    "JSON text in an older bucket": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: { policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*"}}' },
      },
      says: /^statement 1 allows/,
    },
  },
  undecided: {
    "text that only a deployment knows": { given: { type, props: { policy: UNKNOWN_VALUE } } },
    "an effect that only a deployment knows": {
      given: policy({ Effect: UNKNOWN_VALUE, Principal: "*" }),
    },
  },
});

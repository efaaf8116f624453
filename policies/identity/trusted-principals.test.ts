import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { trustedPrincipals } from "./trusted-principals";

const type = "aws:iam/role:Role";
const trust = (statement: object) => ({
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [{ Sid: "Trust", Effect: "Allow", Action: "sts:AssumeRole", ...statement }],
  },
});
const ROOT = "arn:aws:iam::111122223333:root";

ruleCases(trustedPrincipals, {
  compliant: {
    "a service": { given: { type, props: trust({ Principal: { Service: "ec2.amazonaws.com" } }) } },
    "a role, as text": {
      given: {
        type,
        props: {
          assumeRolePolicy: JSON.stringify(
            trust({ Principal: { AWS: "arn:aws:iam::111122223333:role/ci" } }).assumeRolePolicy,
          ),
        },
      },
    },
    "an account with a condition": {
      given: {
        type,
        props: trust({
          Principal: { AWS: UNKNOWN_VALUE },
          Condition: { StringEquals: { "sts:ExternalId": "towpath" } },
        }),
      },
    },
    "another type of resource": {
      given: { type: "aws:s3/bucketPolicy:BucketPolicy", props: trust({ Principal: "*" }) },
    },
  },
  violating: {
    everybody: {
      given: { type, props: trust({ Principal: "*" }) },
      says: /^Statement "Trust" trusts \*, in any account\./,
    },
    "everybody, with a condition": {
      given: {
        type,
        props: trust({
          Principal: { AWS: ["*"] },
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      },
      says: /in any account/,
    },
    "a whole account": {
      given: { type, props: trust({ Principal: { AWS: ROOT } }) },
      says: /trusts all of account 111122223333\. Name a role of it, or add a condition\./,
    },
    "a whole account, by its number": {
      given: { type, props: trust({ Principal: { AWS: ["111122223333"] } }) },
      says: /account 111122223333/,
    },
    "a whole account, with a condition that asks for nothing": {
      given: {
        type,
        props: trust({
          Principal: { AWS: ROOT },
          Condition: { StringLike: { "aws:PrincipalArn": "*" } },
        }),
      },
      says: /trusts all of account 111122223333/,
    },
    "everybody but one": {
      given: { type, props: trust({ NotPrincipal: { AWS: ROOT } }) },
      says: /NotPrincipal/,
    },
  },
  undecided: {
    "a principal that only a deployment knows": {
      given: { type, props: trust({ Principal: { AWS: UNKNOWN_VALUE } }) },
    },
    "a trust that only a deployment knows": {
      given: { type, props: { assumeRolePolicy: UNKNOWN_VALUE } },
    },
  },
});

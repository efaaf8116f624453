import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { webIdentityTrust } from "./web-identity-trust";

const type = "aws:iam/role:Role";
const GITHUB = "token.actions.githubusercontent.com";
const trust = (Condition: object, Action = "sts:AssumeRoleWithWebIdentity") => ({
  assumeRolePolicy: {
    Statement: [
      { Sid: "CI", Effect: "Allow", Principal: { Federated: UNKNOWN_VALUE }, Action, Condition },
    ],
  },
});
const aud = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };
const sub = (value: string) => ({
  StringEquals: aud,
  StringLike: { [`${GITHUB}:sub`]: value },
});

ruleCases(webIdentityTrust, {
  compliant: {
    "one branch of one repository": {
      given: {
        type,
        props: trust({
          StringEquals: { ...aud, [`${GITHUB}:sub`]: "repo:org/towpath:ref:refs/heads/main" },
        }),
      },
    },
    "one repository": { given: { type, props: trust(sub("repo:org/towpath:*")) } },
    "a provider that is still to be made": {
      given: {
        type,
        props: trust({ StringEquals: { ...aud, [`${GITHUB}:sub`]: UNKNOWN_VALUE } }),
      },
    },
    "SAML, which has no subject": { given: { type, props: trust({}, "sts:AssumeRoleWithSAML") } },
    "another type of resource": { given: { type: "aws:iam/policy:Policy", props: trust({}) } },
  },
  violating: {
    "any repository": {
      given: { type, props: trust({ StringEquals: aud }) },
      says: /^Statement "CI" takes tokens with any sub\. Name it in a StringEquals condition/,
    },
    "any repository, by a pattern": {
      given: { type, props: trust(sub("repo:*")) },
      says: /nearly any sub\. Name more of it/,
    },
    "any subject that need not be there": {
      given: {
        type,
        props: trust({ StringEquals: aud, StringLikeIfExists: { [`${GITHUB}:sub`]: "repo:o/r" } }),
      },
      says: /any sub/,
    },
    "any audience": {
      given: {
        type,
        props: trust({ StringEquals: { [`${GITHUB}:sub`]: "repo:org/towpath:*" } }, "sts:*"),
      },
      says: /any aud/,
    },
  },
  undecided: {
    "a trust that only a deployment knows": {
      given: { type, props: { assumeRolePolicy: UNKNOWN_VALUE } },
    },
  },
});

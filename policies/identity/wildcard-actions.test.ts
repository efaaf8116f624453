import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { wildcardActions } from "./wildcard-actions";

const type = "aws:iam/rolePolicy:RolePolicy";
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const read = { Sid: "Read", Effect: "Allow", Action: "s3:Get*", Resource: UNKNOWN_VALUE };

ruleCases(wildcardActions, {
  compliant: {
    "named actions on a bucket without a name yet": {
      given: { type, props: { policy: policy(read) } },
    },
    "everything refused": {
      given: { type, props: { policy: policy({ Effect: "Deny", Action: "*", Resource: "*" }) } },
    },
    "a role without policies of its own": {
      given: { type: "aws:iam/role:Role", props: { assumeRolePolicy: "{}" } },
    },
    "a key's policy, where kms:* is for the account": {
      given: {
        type: "aws:kms/key:Key",
        props: { policy: policy({ Effect: "Allow", Action: "kms:*" }) },
      },
    },
  },
  violating: {
    "everything, as JSON text": {
      given: {
        type: "aws:iam/policy:Policy",
        props: { policy: JSON.stringify(policy({ Effect: "Allow", Action: "*", Resource: "*" })) },
      },
      says: /^Statement 1 allows \*\. Name the actions/,
    },
    "everything of a service, among others": {
      given: {
        type,
        props: { policy: policy(read, { ...read, Sid: "Own", Action: ["s3:GetObject", "s3:*"] }) },
      },
      says: /^Statement "Own" allows s3:\*\./,
    },
    "everything but something": {
      given: {
        type: "aws:iam/groupPolicy:GroupPolicy",
        props: { policy: policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) },
      },
      says: /NotAction/,
    },
    "a policy inside a role": {
      given: {
        type: "aws:iam/role:Role",
        props: { inlinePolicies: [{ name: "own", policy: policy({ ...read, Action: "kms:*" }) }] },
      },
      says: /kms:\*/,
    },
    "a permission set": {
      given: {
        type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
        props: { inlinePolicy: policy({ ...read, Action: "*" }) },
      },
      says: /allows \*/,
    },
  },
  undecided: {
    "a policy that only a deployment knows": { given: { type, props: { policy: UNKNOWN_VALUE } } },
    "an action that only a deployment knows": {
      given: {
        type,
        props: { policy: policy({ ...read, Action: ["s3:GetObject", UNKNOWN_VALUE] }) },
      },
    },
  },
});

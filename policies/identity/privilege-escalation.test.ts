import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { privilegeEscalation } from "./privilege-escalation";

const type = "aws:iam/policy:Policy";
const props = (...Statement: object[]) => ({ policy: { Version: "2012-10-17", Statement } });
const pass = { Sid: "Pass", Effect: "Allow", Action: "iam:PassRole", Resource: "*" };

ruleCases(privilegeEscalation, {
  compliant: {
    "one role that may be passed": {
      given: { type, props: props({ ...pass, Resource: UNKNOWN_VALUE }) },
    },
    "reading what IAM has": {
      given: { type, props: props({ ...pass, Action: ["iam:Get*", "iam:List*"] }) },
    },
    "all of a service, which is another rule's": {
      given: { type, props: props({ ...pass, Action: "iam:*" }) },
    },
    "an escalation refused": {
      given: { type, props: props({ ...pass, Effect: "Deny", Action: "iam:PutRolePolicy" }) },
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket", props: props(pass) } },
  },
  violating: {
    "any role passed": {
      given: { type, props: props(pass) },
      says: /^Statement "Pass" allows iam:PassRole for every role of the account\./,
    },
    "any role passed, by ARN": {
      given: { type, props: props({ ...pass, Resource: "arn:aws:iam::111122223333:role/*" }) },
      says: /every role/,
    },
    "rewriting policies, even of one role": {
      given: {
        type: "aws:iam/rolePolicy:RolePolicy",
        props: props({
          ...pass,
          Action: ["iam:CreatePolicyVersion"],
          Resource: "arn:aws:iam::111122223333:policy/a",
        }),
      },
      says: /iam:CreatePolicyVersion, with which an identity gives itself any right/,
    },
    "a pattern that covers some": {
      given: { type, props: props({ ...pass, Action: "iam:Put*Policy", Resource: "arn:a" }) },
      says: /iam:PutUserPolicy, iam:PutGroupPolicy and iam:PutRolePolicy/,
    },
  },
  undecided: {
    "an action that only a deployment knows": {
      given: { type, props: props({ ...pass, Action: UNKNOWN_VALUE }) },
    },
  },
});

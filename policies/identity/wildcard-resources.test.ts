import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { wildcardResources } from "./wildcard-resources";

const type = "aws:iam/rolePolicy:RolePolicy";
const props = (...Statement: object[]) => ({ policy: { Version: "2012-10-17", Statement } });
const read = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const tagged = (operator: string) => ({
  ...read,
  Condition: { [operator]: { "aws:ResourceTag/towpath:owner": "support-ml" } },
});

ruleCases(wildcardResources, {
  compliant: {
    "a bucket that AWS has still to name": {
      given: { type, props: props({ ...read, Resource: [UNKNOWN_VALUE] }) },
    },
    "actions that take no resource": {
      given: {
        type,
        props: props({
          ...read,
          Action: ["ec2:Describe*", "ec2:DescribeInstances", "ecr:GetAuthorizationToken"],
        }),
      },
    },
    "resources with a tag": { given: { type, props: props(tagged("StringEquals")) } },
    "everything refused": { given: { type, props: props({ ...read, Effect: "Deny" }) } },
    "an action that the settings name": {
      given: { type, props: props({ ...read, Action: "polly:DescribeVoices" }) },
      config: { unrestrictable: ["polly:DescribeVoices"] },
    },
    "another type of resource": { given: { type: "aws:kms/key:Key", props: props(read) } },
  },
  violating: {
    "every object of every bucket": {
      given: { type, props: props(read) },
      says: /^Statement "Read" allows s3:GetObject on \*, which can be limited\. Name the resources/,
    },
    "every bucket, by its ARN": {
      given: { type, props: props({ ...read, Resource: [UNKNOWN_VALUE, "arn:aws:s3:::*"] }) },
      says: /on arn:aws:s3:::\*/,
    },
    "a Describe that reads user data": {
      given: { type, props: props({ ...read, Action: "ec2:DescribeInstanceAttribute" }) },
      says: /ec2:DescribeInstanceAttribute/,
    },
    "a tag that need not be there": {
      given: { type, props: props(tagged("StringEqualsIfExists")) },
      says: /s3:GetObject/,
    },
    "everything but something": {
      given: {
        type,
        props: props({ ...read, Resource: undefined, NotResource: "arn:aws:s3:::a" }),
      },
      says: /NotResource/,
    },
    "a long list, cut short": {
      given: {
        type,
        props: props({ ...read, Action: "ABCDEFG".split("").map((name) => `s3:Get${name}`) }),
      },
      says: /s3:GetE and 2 more on/,
    },
  },
  undecided: {
    "an action that only a deployment knows": {
      given: { type, props: props({ ...read, Action: UNKNOWN_VALUE }) },
    },
  },
});

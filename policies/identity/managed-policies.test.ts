import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { managedPolicies } from "./managed-policies";

const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

ruleCases(managedPolicies, {
  compliant: {
    "a policy for one task": { given: { type, props: { policyArn: aws("AmazonEKS_CNI_Policy") } } },
    "a role without managed policies": { given: { type: "aws:iam/role:Role", props: {} } },
    "another type of resource": {
      given: { type: "aws:iam/policy:Policy", props: { policyArn: aws("AdministratorAccess") } },
    },
    "the way in for emergencies": {
      given: {
        type,
        within: ["towpath:platform:Platform", "towpath:access:BreakGlass"],
        props: { policyArn: aws("PowerUserAccess") },
      },
    },
    "a name that the settings allow": {
      given: { type, props: { policyArn: aws("AmazonBedrockFullAccess") } },
      config: { tooBroad: ["AdministratorAccess"] },
    },
  },
  violating: {
    "another policy there": {
      given: {
        type,
        within: ["towpath:access:BreakGlass"],
        props: { policyArn: aws("AdministratorAccess") },
      },
      says: /AdministratorAccess/,
    },
    "the same elsewhere": {
      given: {
        type,
        within: ["towpath:access:BreakGlass", "towpath:access:PeopleRoles"],
        props: { policyArn: aws("PowerUserAccess") },
      },
      says: /PowerUserAccess/,
    },
    "the administrator's": {
      given: { type, props: { policyArn: aws("AdministratorAccess") } },
      says: /^the managed policy AdministratorAccess hands over .* Write a policy/,
    },
    "a whole service, in another partition": {
      given: { type, props: { policyArn: "arn:aws-cn:iam::aws:policy/AmazonS3FullAccess" } },
      says: /AmazonS3FullAccess/,
    },
    "a job function of AWS's, on a group": {
      given: {
        type: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        props: { policyArn: aws("job-function/SystemAdministrator") },
      },
      says: /SystemAdministrator/,
    },
    "on the role itself": {
      given: {
        type: "aws:iam/role:Role",
        props: { managedPolicyArns: [aws("ReadOnly"), aws("IAMFullAccess")] },
      },
      says: /IAMFullAccess/,
    },
    "in a permission set": {
      given: {
        type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
        props: { managedPolicyArn: aws("PowerUserAccess") },
      },
      says: /PowerUserAccess/,
    },
  },
  undecided: {
    "a policy that only a deployment knows": {
      given: { type, props: { policyArn: UNKNOWN_VALUE } },
    },
  },
});

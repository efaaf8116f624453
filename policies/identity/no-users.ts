import { resourceRule } from "../engine/rule";

/** What an IAM user is made of. */
const USERS: Readonly<Record<string, string>> = {
  "aws:iam/user:User": "an IAM user",
  "aws:iam/accessKey:AccessKey": "a lasting access key",
  "aws:iam/userLoginProfile:UserLoginProfile": "a password for the AWS console",
  "aws:iam/userPolicy:UserPolicy": "rights for an IAM user",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "rights for an IAM user",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "rights for an IAM user",
  "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": "rights for an IAM user",
  "aws:iam/userGroupMembership:UserGroupMembership": "an IAM user's membership of groups",
  "aws:iam/groupMembership:GroupMembership": "a group of IAM users",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential":
    "a lasting credential of one service",
  "aws:iam/signingCertificate:SigningCertificate": "an IAM user's certificate",
  "aws:iam/sshKey:SshKey": "an IAM user's SSH key",
};

/** People come by single sign-on, workloads by roles. CKV_AWS_273. */
export const noUsers = resourceRule({
  id: "identity-no-users",
  checks: ["IAM-4"],
  severity: "high",
  level: "always",
  controls: ["CIS AWS 2.19", "CIS AWS 2.12"],
  description: "There are no IAM users, and no keys or passwords that last.",
  why: "A key that lasts is found in a notebook, a container image or the state of this program long after it was made, and works from anywhere until somebody takes it away.",
  remediation:
    "Give a workload the component `PodIdentity`, people roles through IAM Identity Center, and CI a role that trusts its OpenID Connect tokens.",
  types: Object.keys(USERS),
  check: ({ type }, report) => {
    report(
      `this is ${USERS[type] ?? "part of an IAM user"}; nobody here has one. Use a role that is taken for a while.`,
    );
  },
});

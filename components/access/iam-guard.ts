import { policyJson } from "../../lib/iam-policy";

/*
 * What is refused to those who have an account's own policies, whatever these allow: pipelines, and
 * whoever breaks the glass. Denials alone, so that it can be attached beside anything.
 */

/** The tag by which the guard knows what it guards. */
export const GUARDED_SERVICE = "deploy";

/**
 * Services without a region, whose calls say us-east-1 wherever they come from.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
const WITHOUT_REGION = [
  "account:*",
  "budgets:*",
  "ce:*",
  "health:*",
  "iam:*",
  "organizations:*",
  "route53:*",
  "sts:*",
  "support:*",
];

/** Keys and passwords that last: people and programs come by an identity provider. */
const LASTING_CREDENTIALS = [
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:CreateUser",
  "iam:UpdateLoginProfile",
];

/** Ways to change what a role or a policy gives, or to lose the tag. */
const CHANGES_OF_RIGHTS = [
  "iam:AttachRolePolicy",
  "iam:CreatePolicyVersion",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:TagPolicy",
  "iam:TagRole",
  "iam:UntagPolicy",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
];

/** @param regions that anything may be placed in */
export function guardPolicy(regions: readonly string[]): string {
  return policyJson([
    {
      Sid: "NeverOtherRegions",
      Effect: "Deny",
      NotAction: WITHOUT_REGION,
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": regions } },
    },
    {
      Sid: "NeverTheOrganization",
      Effect: "Deny",
      Action: ["account:*", "organizations:*"],
      Resource: "*",
    },
    {
      Sid: "NeverWithoutTrace",
      Effect: "Deny",
      Action: ["cloudtrail:DeleteTrail", "cloudtrail:StopLogging"],
      Resource: "*",
    },
    { Sid: "NeverLastingKeys", Effect: "Deny", Action: LASTING_CREDENTIALS, Resource: "*" },
    {
      // Of the role itself, and of this policy: a person changes them, in a reviewed change.
      Sid: "NeverItself",
      Effect: "Deny",
      Action: CHANGES_OF_RIGHTS,
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/towpath:service": GUARDED_SERVICE } },
    },
  ]);
}

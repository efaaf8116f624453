import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { matches } from "./actions";

/** Inputs of whatever hands a managed policy to an identity. */
interface AttachmentProps {
  readonly policyArn?: string;
  readonly policyArns?: readonly string[];
  readonly managedPolicyArn?: string;
  readonly managedPolicyArns?: readonly string[];
}

interface Config {
  readonly tooBroad: readonly string[];
}

/** Everything that attaches managed policies. */
const ATTACHMENTS = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
  "aws:iam/role:Role",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
];

/**
 * AWS's own policies for administrators, and those that hand over a whole service.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const TOO_BROAD = [
  "AdministratorAccess*",
  "PowerUserAccess",
  "SystemAdministrator",
  "*FullAccess*",
];

/** No administrator's policies. CKV_AWS_274, CKV2_AWS_56, IAMNoManagedPolicies. */
export const managedPolicies = resourceRule<AttachmentProps, Config>({
  id: "identity-managed-policies",
  checks: ["IAM-2"],
  severity: "critical",
  level: "always",
  controls: ["CIS AWS 2.14"],
  description:
    "No role, group or person gets a managed policy that hands over an account or a whole service.",
  why: "Such a policy lets whoever takes over the identity delete every bucket or every key, of other teams too, and it grows when AWS adds to it.",
  remediation:
    "Write a policy with the actions and resources that are needed: a pure builder such as components/jobs/team-policy.ts, given to `PodIdentity` or to a RolePolicy with `policyDocument`.",
  config: z.object({
    tooBroad: z
      .array(z.string())
      .default(TOO_BROAD)
      .describe("Names of managed policies that nobody gets; `*` stands for any characters"),
  }),
  types: ATTACHMENTS,
  check: ({ props }, report, { config }) => {
    for (const arn of [
      ...list(props.policyArn),
      ...list(props.managedPolicyArn),
      ...(props.policyArns ?? []),
      ...(props.managedPolicyArns ?? []),
    ]) {
      const name = arn.slice(arn.lastIndexOf("/") + 1);
      if (config.tooBroad.some((pattern) => matches(pattern, name))) {
        report(
          `the managed policy ${name} hands over an account or a whole service. Write a policy of the actions that are needed instead.`,
        );
      }
    }
  },
});

const list = (value: string | undefined) => (value === undefined ? [] : [value]);

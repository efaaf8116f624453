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
  readonly allowed: readonly Allowed[];
}

/** A component that may hand over one of them, and why. */
interface Allowed {
  readonly component: string;
  readonly policy: string;
  readonly reason: string;
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

/** Who may have one: a component by its type. */
const ALLOWED: readonly Allowed[] = [
  {
    component: "towpath:access:BreakGlass",
    policy: "PowerUserAccess",
    reason: "the way in when everything else fails: for an hour, with a second factor",
  },
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
    allowed: z
      .array(z.object({ component: z.string(), policy: z.string(), reason: z.string() }))
      .default([...ALLOWED])
      .describe("Components that may hand over one of them: their type, the policy, and why"),
  }),
  types: ATTACHMENTS,
  check: ({ props, urn }, report, { config }) => {
    for (const arn of [
      ...list(props.policyArn),
      ...list(props.managedPolicyArn),
      ...(props.policyArns ?? []),
      ...(props.managedPolicyArns ?? []),
    ]) {
      const name = arn.slice(arn.lastIndexOf("/") + 1);
      if (config.allowed.some((one) => one.policy === name && liesIn(urn, one.component))) continue;
      if (config.tooBroad.some((pattern) => matches(pattern, name))) {
        report(
          `the managed policy ${name} hands over an account or a whole service. Write a policy of the actions that are needed instead.`,
        );
      }
    }
  },
});

/** Is a component of this type the parent? The URN has the types from the outermost to the resource's. */
function liesIn(urn: string, component: string): boolean {
  return (urn.split("::")[2] ?? "").split("$").at(-2) === component;
}

const list = (value: string | undefined) => (value === undefined ? [] : [value]);

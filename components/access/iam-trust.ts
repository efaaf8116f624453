import { policyJson, type PolicyCondition, type AllowStatement } from "../../lib/iam-policy";
import type { People, Pipeline } from "../config/identity-provider";
import { IAM_LIMITS, sizeOf } from "./iam-sizes";

/** Where the account is; plain values or placeholders. */
export interface TrustPlace {
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
}

/** The longest of both: what trust policies are measured with. */
const LONGEST: TrustPlace = { partition: "aws-us-gov", account: "0".repeat(12) };

/**
 * The session tag by which an identity provider says that somebody showed a second factor. AWS's own
 * aws:MultiFactorAuthPresent is about its own devices, which people of a provider do not have; a tag
 * of the session comes with the provider's signed answer, and only with it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export const MFA_TAG = "towpath:mfa";

/** Conditions beside who somebody is. */
export interface TrustLimits {
  /** Only with the tag {@link MFA_TAG}. @default false */
  readonly mfa?: boolean;
  /** RFC 3339 UTC, after which nobody is let in. @default never */
  readonly until?: string;
}

/**
 * Trust policies for people, each naming as many logins as fit in one: a role each. Logins are
 * compared as they are; a provider that sends others lets nobody in.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * @returns groups of logins, in order; the same logins give the same groups
 */
export function trustGroups(
  people: People,
  identities: readonly string[],
  limits: TrustLimits = {},
): string[][] {
  const groups: string[][] = [];
  for (const login of identities) {
    const last = groups.at(-1);
    const together = [...(last ?? []), login];
    const size = sizeOf(peopleStatements(people, together, LONGEST, limits));
    if (last !== undefined && size <= IAM_LIMITS.roleTrust) last.push(login);
    else groups.push([login]);
  }
  return groups;
}

/** The trust policy for one group of {@link trustGroups}. */
export function peopleTrust(
  people: People,
  identities: readonly string[],
  place: TrustPlace,
  limits: TrustLimits = {},
): string {
  return policyJson(peopleStatements(people, identities, place, limits));
}

function peopleStatements(
  people: People,
  identities: readonly string[],
  place: TrustPlace,
  { mfa = false, until }: TrustLimits,
): AllowStatement[] {
  // `${SAML:sub}` as a login would be whoever asks.
  const odd = identities.find((login) => login.includes("${"));
  if (odd !== undefined)
    throw new Error(`${odd} is no login: IAM would put something in its place`);
  const from = providerOf(people, place);
  const tag = mfa && { [`aws:RequestTag/${MFA_TAG}`]: "true" };
  const condition: PolicyCondition = {
    StringEquals: { [from.audienceKey]: from.audience, [from.subjectKey]: [...identities], ...tag },
    ...(until !== undefined && { DateLessThan: { "aws:CurrentTime": until } }),
  };
  const by = { Effect: "Allow", Principal: { Federated: from.arn } } as const;
  return [
    { Sid: "AssumeByPeople", ...by, Action: from.action, Condition: condition },
    // Tags are a right of their own, which knows nothing of audience and subject. It lets nobody in.
    ...(tag === false
      ? []
      : [{ Sid: "Tag", ...by, Action: "sts:TagSession", Condition: { StringEquals: tag } }]),
  ];
}

function providerOf(people: People, { partition, account }: TrustPlace) {
  const iam = `arn:${partition}:iam::${account}`;
  if (people.kind === "saml") {
    return {
      arn: `${iam}:saml-provider/${people.provider}`,
      action: "sts:AssumeRoleWithSAML",
      audienceKey: "SAML:aud",
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
      audience: "https://signin.aws.amazon.com/saml",
      subjectKey: "SAML:sub",
    };
  }
  const host = people.issuer.replace(/^https:\/\//, "");
  return {
    arn: `${iam}:oidc-provider/${host}`,
    action: "sts:AssumeRoleWithWebIdentity",
    audienceKey: `${host}:aud`,
    audience: people.audience,
    subjectKey: `${host}:sub`,
  };
}

/**
 * The trust policy of the role that a pipeline deploys with: one repository, and in it one environment
 * (GitHub) or one branch (GitLab, whose subject has no environment).
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://docs.gitlab.com/ci/cloud_services/aws/
 */
export function pipelineTrust(pipeline: Pipeline, { partition, account }: TrustPlace): string {
  const { host, audience, subject } =
    pipeline.kind === "github"
      ? {
          host: "token.actions.githubusercontent.com",
          audience: "sts.amazonaws.com",
          subject: `repo:${pipeline.repository}:environment:${pipeline.environment}`,
        }
      : {
          host: pipeline.host,
          audience: `https://${pipeline.host}`,
          subject: `project_path:${pipeline.repository}:ref_type:branch:ref:${pipeline.branch}`,
        };
  return policyJson([
    {
      Sid: "AssumeByPipeline",
      Effect: "Allow",
      Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${host}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${host}:aud`]: audience, [`${host}:sub`]: subject } },
    },
  ]);
}

import { z } from "zod";

/*
 * Who vouches for people and for pipelines in AWS. Both are optional: without them there are no roles
 * for people or for deployments yet.
 */

/** The identity provider of people, which the account has already. */
export const peopleSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("saml"),
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
    provider: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,128}$/, "expected the name of a SAML provider of the account")
      .describe("The SAML provider's name in IAM; its NameID is the login in access.yaml."),
  }),
  z.strictObject({
    kind: z.literal("oidc"),
    issuer: z
      .string()
      .regex(
        /^https:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$/,
        "expected an https:// address",
      )
      .describe("The issuer of the OIDC provider in IAM; its sub is the login in access.yaml."),
    audience: z.string().min(1).describe("The client id that tokens are made for."),
  }),
]);

export type People = z.output<typeof peopleSchema>;

/**
 * Nine at most: IAM attaches ten to a role, and one is the platform's own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const policies = z
  .array(
    z
      .string()
      .regex(
        /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[A-Za-z0-9+=,.@_/-]+$/,
        "expected the ARN of a managed policy, arn:aws:iam::<account>:policy/<name>",
      ),
  )
  .min(1)
  .max(9)
  .describe("ARNs of the managed policies that the account has for whoever deploys; 1 to 9.");

/** Which pipeline deploys the environment, without keys: by the identity of its job. */
export const deploySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("github"),
    // With ids where the repository's tokens have them ("Immutable subject claims", github/docs#45221).
    repository: z
      .string()
      .regex(
        /^[A-Za-z0-9-]+(@\d+)?\/[A-Za-z0-9_.-]+(@\d+)?$/,
        "expected OWNER/REPOSITORY, or OWNER@ID/REPOSITORY@ID where its tokens have ids",
      )
      .describe("The repository on github.com, as the subject of its tokens names it."),
    environment: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, "expected the name of a GitHub environment, such as prod")
      .describe("The GitHub environment, whose reviewers and branches GitHub asks for."),
    policies,
  }),
  z.strictObject({
    kind: z.literal("gitlab"),
    host: z
      .string()
      .regex(/^[a-z0-9.-]+$/, "expected a host name, such as gitlab.com")
      .default("gitlab.com")
      .describe("The GitLab that runs the pipeline. Default: gitlab.com."),
    repository: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/, "expected GROUP/PROJECT")
      .describe("The project's path."),
    branch: z
      .string()
      .regex(/^[A-Za-z0-9_./-]+$/, "expected a branch, such as main")
      .describe("The protected branch that deploys."),
    policies,
  }),
]);

export type Deploy = z.output<typeof deploySchema>;

/** Who deploys, without what it may do. */
export type Pipeline = Without<Deploy, "policies">;

/** Of every form of a union, unlike `Omit`. */
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

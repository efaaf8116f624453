import { z } from "zod";

/*
 * Who vouches for people and for pipelines in AWS. Both are optional: without them there are no roles
 * for people or for deployments yet.
 */

const path = (what: string, example: string) =>
  z.string().regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/, `expected ${what}, such as ${example}`);

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

/** Which pipeline deploys the environment, without keys: by the identity of its job. */
export const pipelineSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("github"),
    repository: path("ORG/REPO", "example-org/platform").describe("The repository."),
    environment: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, "expected the name of a GitHub environment, such as prod")
      .describe("The GitHub environment, whose reviewers and branches GitHub asks for."),
  }),
  z.strictObject({
    kind: z.literal("gitlab"),
    host: z
      .string()
      .regex(/^[a-z0-9.-]+$/, "expected a host name, such as gitlab.com")
      .default("gitlab.com")
      .describe("The GitLab that runs the pipeline. Default: gitlab.com."),
    repository: path("GROUP/PROJECT", "example-group/platform").describe("The project's path."),
    branch: z
      .string()
      .regex(/^[A-Za-z0-9_./-]+$/, "expected a branch, such as main")
      .describe("The protected branch that deploys."),
  }),
]);

export type Pipeline = z.output<typeof pipelineSchema>;

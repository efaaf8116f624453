import { z } from "zod";
import {
  type AwsEnvironmentConfig,
  environmentSchema,
  type KubernetesEnvironmentConfig,
} from "./environment-schema";
import { awsRegion } from "./names";
import { type Posture, POSTURES, type PostureSettings, settingsOf } from "./posture";

/**
 * Stands for a value that Pulumi alone can decrypt. The program gets the value itself with
 * `config.requireSecretObject("secrets")`; everything else knows only that there is one.
 */
export interface UnknownSecret {
  readonly unknownSecret: true;
}

/** The one marker: it holds neither the value nor its ciphertext, so that it is safe to print. */
export const UNKNOWN_SECRET: UnknownSecret = Object.freeze({ unknownSecret: true });

const secret = z
  .strictObject(
    { secure: z.string().min(1) },
    "expected { secure: … }, as `pulumi config set --secret` writes it",
  )
  .transform((): UnknownSecret => UNKNOWN_SECRET);

/** `config:` keys that Towpath reads. */
const configSchema = z.strictObject({
  "aws:region": awsRegion.optional().describe("Where an AWS environment lives."),
  "towpath:posture": z
    .enum(POSTURES)
    .describe("How careful: what follows is in components/config/posture.ts."),
  // Pulumi writes plain numbers as texts whenever it rewrites the file: `stack init`, `config set`.
  "towpath:maturity": z.preprocess(
    (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
    z
      .number()
      .int()
      .min(1)
      .max(4)
      .describe("1 foundations, 2 shared experiments, 3 managed serving, 4 several teams."),
  ),
  "towpath:environment": environmentSchema,
  "towpath:secrets": z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a snake_case name, such as pager_url"),
      secret,
    )
    .default({})
    .describe("Secrets, set with `pulumi config set --secret --path 'towpath:secrets.NAME'`."),
});

/**
 * `stacks/Pulumi.ENVIRONMENT.yaml` as Pulumi reads it. Keys of other namespaces belong to Pulumi
 * and its providers and are passed over; what Pulumi encrypts with is read, never used.
 */
export const stackFileSchema = z.strictObject({
  config: z.preprocess(withoutForeignKeys, configSchema),
  secretsprovider: z.string().optional().describe("Pulumi's: who encrypts."),
  encryptedkey: z.string().optional().describe("Pulumi's: the encrypted data key."),
  encryptionsalt: z.string().optional().describe("Pulumi's: the passphrase's salt."),
  environment: z.unknown().optional().describe("Pulumi's: ESC environments to import."),
});

/** What every environment has, whatever it runs on. */
interface EnvironmentBase {
  readonly posture: Posture;
  /** Everything that follows from the posture. */
  readonly settings: PostureSettings;
  /** 1 foundations, 2 shared experiments, 3 managed serving, 4 several teams (docs/roadmap.md). */
  readonly maturity: number;
  /** Names of the encrypted values. */
  readonly secrets: Readonly<Record<string, UnknownSecret>>;
}

/** An environment on AWS; `region` is the stack file's `aws:region`. */
export type AwsEnvironment = EnvironmentBase & AwsEnvironmentConfig & { readonly region: string };

/** An environment on a cluster that is there already. */
export type KubernetesEnvironment = EnvironmentBase & KubernetesEnvironmentConfig;

/** One environment, whole: ask `kind` which of the two it is. */
export type Environment = AwsEnvironment | KubernetesEnvironment;

/** Puts together what a stack file says and what follows from it. */
export function environmentOf(file: z.output<typeof stackFileSchema>): Environment {
  const { config } = file;
  const posture = config["towpath:posture"];
  const base: EnvironmentBase = {
    posture,
    settings: settingsOf(posture),
    maturity: config["towpath:maturity"],
    secrets: config["towpath:secrets"],
  };
  const environment = config["towpath:environment"];
  // An AWS environment without a region is refused by check-environment.ts, which sees both.
  return environment.kind === "aws"
    ? { ...base, ...environment, region: config["aws:region"] ?? "" }
    : { ...base, ...environment };
}

/** Keeps `towpath:*`, `aws:region`, and keys without a namespace, which Pulumi would refuse. */
function withoutForeignKeys(config: unknown): unknown {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config;
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key]) => key === "aws:region" || !/^(?!towpath:)[^:]+:/.test(key),
    ),
  );
}

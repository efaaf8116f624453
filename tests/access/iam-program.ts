import { resolve } from "node:path";
import { preview } from "../../apps/cli/preview/preview";
import { readProject } from "../../apps/cli/preview/project";
import type { Answered } from "../../apps/cli/preview/recorder";
import type { Registration } from "../../apps/cli/preview/registration";
import { isMap, type Json, type Properties, UNKNOWN, unmark } from "../../apps/cli/preview/wire";

const ACCOUNT = "111122223333";
const REGION = "eu-central-1";

/** What a linter has to know of a document: to whom it is attached. */
export type DocumentKind = "identity" | "trust" | "resource";

/** One IAM document of a program, as text. */
export interface ProgramDocument {
  /** `aws:iam/role:Role mlflow-role`. */
  readonly of: string;
  readonly kind: DocumentKind;
  readonly text: string;
}

/** Input of a type → what is in it. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, DocumentKind>>>> = {
  "aws:iam/role:Role": { assumeRolePolicy: "trust" },
  "aws:iam/rolePolicy:RolePolicy": { policy: "identity" },
  "aws:iam/policy:Policy": { policy: "identity" },
  "aws:s3/bucketPolicy:BucketPolicy": { policy: "resource" },
  // The key's own is text that names the account, and so unknown; it is made of its component's.
  "towpath:foundation:EncryptionKey": { policy: "resource" },
  "towpath:data:ReplicaKey": { policy: "resource" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { policy: "resource" },
  "aws:sns/topicPolicy:TopicPolicy": { policy: "resource" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: "resource" },
  "aws:backup/vaultPolicy:VaultPolicy": { policy: "resource" },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { policyDocument: "resource" },
};

/**
 * Every IAM document that this checkout's program registers for an environment. What AWS names at a
 * deployment is made up here in the form that AWS gives it, so that a linter can read the documents.
 */
export async function programDocuments(environment: string): Promise<ProgramDocument[]> {
  const { registrations } = await preview({
    project: readProject(resolve(__dirname, "../..")),
    environment,
    timeoutMs: 120_000,
    policies: false,
    debug: false,
    env: process.env,
    answer: named,
  });
  return registrations.flatMap((one) =>
    Object.entries(INPUTS[one.type] ?? {}).flatMap(([input, kind]) => {
      const document = unmark(one.inputs[input] ?? null).value;
      if (document === null) return [];
      const text = typeof document === "string" ? document : JSON.stringify(document);
      // The account's number is a look-up, which a preview does not answer.
      return [{ of: `${one.type} ${one.name}`, kind, text: text.replaceAll(UNKNOWN, ACCOUNT) }];
    }),
  );
}

/** What a provider would answer, in AWS's forms. */
function named({ type, name, inputs }: Registration): Answered {
  const [service = "", kind = ""] = /^aws:([^/]+)\/([^:]+)/.exec(type)?.slice(1) ?? [];
  const arn = ARNS[`${service}/${kind}`]?.(name) ?? arnOf(service, `${kind}/${name}`);
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => unmark(value).value !== UNKNOWN),
  );
  const outputs: Properties = {
    ...{ id: name, name, arn, bucket: name, keyId: KEY },
    masterUserSecrets: [{ secretArn: arnOf("secretsmanager", `secret:${name}-AbCdEf`) }],
    metadata: metadataOf(inputs.metadata, name),
    ...known,
  };
  return { id: type.startsWith("aws:") ? name : "", outputs };
}

const KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

const arnOf = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** Those that do not follow from the type's name. */
const ARNS: Readonly<Record<string, (name: string) => string>> = {
  "s3/bucket": (name) => `arn:aws:s3:::${name}`,
  "iam/role": (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  "iam/policy": (name) => `arn:aws:iam::${ACCOUNT}:policy/${name}`,
  "kms/key": () => arnOf("kms", `key/${KEY}`),
  "cloudwatch/logGroup": (name) => arnOf("logs", `log-group:${name}`),
  "secretsmanager/secret": (name) => arnOf("secretsmanager", `secret:${name}-AbCdEf`),
  "secretsmanager/secretVersion": (name) => arnOf("secretsmanager", `secret:${name}-AbCdEf`),
  "rds/instance": (name) => arnOf("rds", `db:${name}`),
  "sns/topic": (name) => arnOf("sns", name),
  "backup/vault": (name) => arnOf("backup", `backup-vault:${name}`),
};

function metadataOf(given: Json | undefined, name: string): Json {
  return { name, ...(isMap(given) ? given : {}) };
}

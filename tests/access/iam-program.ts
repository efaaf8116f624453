import { resolve } from "node:path";
import { vi } from "vitest";
import type { lookup as Lookups } from "../../apps/cli/preview/lookups";
import { readProject } from "../../apps/cli/preview/project";
import type { Answered } from "../../apps/cli/preview/recorder";
import type { Registration } from "../../apps/cli/preview/registration";
import { type Properties, UNKNOWN, unmark } from "../../apps/cli/preview/wire";

type Lookup = typeof Lookups;

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

/** What a linter has to know of a document: to whom it is attached. */
export type DocumentKind = "identity" | "trust" | "resource";

/** One IAM document of a program, as text. */
export interface ProgramDocument {
  /** `aws:iam/role:Role mlflow-role`. */
  readonly of: string;
  readonly kind: DocumentKind;
  readonly text: string;
}

/** Type → input → what is in it. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, DocumentKind>>>> = {
  "aws:iam/role:Role": { assumeRolePolicy: "trust" },
  "aws:iam/rolePolicy:RolePolicy": { policy: "identity" },
  "aws:iam/policy:Policy": { policy: "identity" },
  "aws:s3/bucketPolicy:BucketPolicy": { policy: "resource" },
  "aws:kms/key:Key": { policy: "resource" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { policy: "resource" },
  "aws:sns/topicPolicy:TopicPolicy": { policy: "resource" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: "resource" },
};

/**
 * Every IAM document that this checkout's program registers for an environment. What AWS names at a
 * deployment is made up here in the forms that AWS has, so that a linter can read the documents:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export async function programDocuments(environment: string): Promise<ProgramDocument[]> {
  vi.resetModules();
  // A preview knows no account.
  vi.doMock("../../apps/cli/preview/lookups", async (original) => {
    const actual = await original<{ lookup: Lookup }>();
    const lookup: Lookup = (token, ...given) => ({
      ...actual.lookup(token, ...given),
      ...LOOKUPS[token],
    });
    return { ...actual, lookup };
  });
  try {
    const { preview } = await import("../../apps/cli/preview/preview.js");
    const { registrations } = await preview({
      project: readProject(resolve(__dirname, "../..")),
      environment,
      timeoutMs: 120_000,
      policies: false,
      debug: false,
      env: process.env,
      answer: named,
    });
    return registrations.flatMap(documentsOf);
  } finally {
    vi.doUnmock("../../apps/cli/preview/lookups");
  }
}

const LOOKUPS: Readonly<Record<string, Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/deployer`,
  },
  "aws:iam/getSessionContext:getSessionContext": {
    issuerArn: `arn:aws:iam::${ACCOUNT}:role/deployer`,
  },
};

function documentsOf({ type, name, inputs }: Registration): ProgramDocument[] {
  return Object.entries(INPUTS[type] ?? {}).flatMap(([input, kind]) => {
    const document = unmark(inputs[input] ?? null).value;
    if (document === null) return [];
    const text = typeof document === "string" ? document : JSON.stringify(document);
    return [{ of: `${type} ${name}`, kind, text }];
  });
}

const arnOf = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** ARNs that do not follow from the type's name. */
const ARNS: Readonly<Record<string, (name: string) => string>> = {
  "s3/bucket": (name) => `arn:aws:s3:::${name}`,
  "iam/role": (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  "iam/policy": (name) => `arn:aws:iam::${ACCOUNT}:policy/${name}`,
  "kms/key": () => arnOf("kms", `key/${KEY}`),
  "cloudwatch/logGroup": (name) => arnOf("logs", `log-group:${name}`),
  "secretsmanager/secret": (name) => arnOf("secretsmanager", `secret:${name}-AbCdEf`),
  "rds/instance": (name) => arnOf("rds", `db:${name}`),
  "sns/topic": (name) => arnOf("sns", name),
  "backup/vault": (name) => arnOf("backup", `backup-vault:${name}`),
};

/** What a provider would answer. */
function named({ type, name, inputs }: Registration): Answered {
  const [service = "", kind = ""] = /^aws:([^/]+)\/([^:]+)/.exec(type)?.slice(1) ?? [];
  if (service === "") return { id: "", outputs: inputs };
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => unmark(value).value !== UNKNOWN),
  );
  const outputs: Properties = {
    ...{ id: name, name, bucket: name, keyId: KEY },
    arn: ARNS[`${service}/${kind}`]?.(name) ?? arnOf(service, `${kind}/${name}`),
    masterUserSecrets: [{ secretArn: arnOf("secretsmanager", `secret:${name}-AbCdEf`) }],
    ...known,
  };
  return { id: name, outputs };
}

import { policyJson, type PolicyStatement } from "../../lib/iam-policy";

/**
 * How clients get at artifacts.
 * - `direct`: they read and write S3 with identities of their own; the server hands out `s3://` URIs.
 * - `proxied`: every byte goes through the server, with the server's identity.
 */
export type ArtifactAccess = "direct" | "proxied";

/** Where artifacts lie; plain values. */
export interface ArtifactFacts {
  readonly bucketArn: string;
  readonly kmsKeyArn: string;
  /** Without a slash at either end. */
  readonly prefix: string;
}

/**
 * What the server may do with artifacts: its prefix and nothing beside it. With direct access it only
 * shows what clients wrote, so it reads; proxied, it also writes and deletes for them.
 * @see mlflow/store/artifact/s3_artifact_repo.py (3.17.0) for the calls that it makes
 */
export function artifactPolicy(facts: ArtifactFacts, access: ArtifactAccess): string {
  const objects = `${facts.bucketArn}/${facts.prefix}/*`;
  const throughS3 = { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } };
  const statements: PolicyStatement[] = [
    {
      Sid: "ListArtifacts",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: facts.bucketArn,
      Condition: { StringLike: { "s3:prefix": [facts.prefix, `${facts.prefix}/*`] } },
    },
    { Sid: "ReadArtifacts", Effect: "Allow", Action: "s3:GetObject", Resource: objects },
    {
      Sid: "DecryptArtifacts",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: facts.kmsKeyArn,
      Condition: throughS3,
    },
  ];
  if (access === "proxied") {
    statements.push(
      {
        Sid: "WriteArtifacts",
        Effect: "Allow",
        Action: [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ],
        Resource: objects,
      },
      {
        Sid: "EncryptArtifacts",
        Effect: "Allow",
        Action: "kms:GenerateDataKey",
        Resource: facts.kmsKeyArn,
        Condition: throughS3,
      },
    );
  }
  return policyJson(statements);
}

/**
 * What the collection of deleted runs may do: list the prefix and set delete markers below it. Never a
 * version: the bucket keeps what is removed so for the days of its table. And never what a promotion
 * record names, whatever the script thinks.
 * @param served artifacts of promotion records, as `s3://bucket/key`
 */
export function collectionPolicy(
  facts: Pick<ArtifactFacts, "bucketArn" | "prefix">,
  served: readonly string[],
): string {
  const [, partition = "aws"] = facts.bucketArn.split(":");
  return policyJson([
    {
      Sid: "ListArtifacts",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: facts.bucketArn,
      Condition: { StringLike: { "s3:prefix": [facts.prefix, `${facts.prefix}/*`] } },
    },
    {
      Sid: "RemoveArtifacts",
      Effect: "Allow",
      Action: "s3:DeleteObject",
      Resource: `${facts.bucketArn}/${facts.prefix}/*`,
    },
    ...(served.length === 0
      ? []
      : [
          {
            Sid: "NeverWhatIsPromoted",
            Effect: "Deny" as const,
            Action: "s3:DeleteObject",
            Resource: served.map((uri) => `arn:${partition}:s3:::${uri.slice("s3://".length)}/*`),
          },
        ]),
  ]);
}

/** What the migration may do: read the one secret with the database's master password. */
export function masterSecretPolicy(secretArn: string, kmsKeyArn: string): string {
  return policyJson([
    {
      Sid: "ReadMasterPassword",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secretArn,
    },
    {
      Sid: "DecryptMasterPassword",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
    },
  ]);
}

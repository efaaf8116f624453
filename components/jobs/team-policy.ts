import { policyJson } from "../../lib/iam-policy";

/** What a team's jobs reach in S3; plain values. */
export interface TeamStorage {
  readonly datasetsArn: string;
  readonly artifactsArn: string;
  /** The key of both buckets. */
  readonly kmsKeyArn: string;
  /** The team's folder in each bucket, without a slash at either end. */
  readonly datasetsPrefix: string;
  readonly artifactsPrefix: string;
}

/** The folder of a team's artifacts, inside the prefix that tracking may show. */
export const artifactsPrefixOf = (team: string, trackingPrefix: string) =>
  `${trackingPrefix}/teams/${team}`;

/** The folder of a team's datasets. */
export const datasetsPrefixOf = (team: string) => `teams/${team}`;

/**
 * What a team's jobs may do: read the team's datasets, read and write the team's artifacts. Nothing
 * is deleted by a job, and no other team's folder is even listed.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
 */
export function teamPolicy(storage: TeamStorage): string {
  const { datasetsArn, artifactsArn, kmsKeyArn, datasetsPrefix, artifactsPrefix } = storage;
  const list = (sid: string, bucketArn: string, prefix: string) => ({
    Sid: sid,
    Effect: "Allow" as const,
    Action: "s3:ListBucket",
    Resource: bucketArn,
    Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}/*`] } },
  });
  return policyJson([
    list("ListDatasets", datasetsArn, datasetsPrefix),
    {
      Sid: "ReadDatasets",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `${datasetsArn}/${datasetsPrefix}/*`,
    },
    list("ListArtifacts", artifactsArn, artifactsPrefix),
    {
      Sid: "ReadAndWriteArtifacts",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${artifactsArn}/${artifactsPrefix}/*`,
    },
    {
      Sid: "UseTheDataKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
      Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
    },
  ]);
}

import { policyJson } from "../../lib/iam-policy";

/** The two ends of one bucket's replication; plain values. */
export interface ReplicationFacts {
  readonly sourceArn: string;
  readonly sourceKeyArn: string;
  readonly replicaArn: string;
  readonly replicaKeyArn: string;
}

/** S3 alone assumes the replication role. */
export const REPLICATION_TRUST = policyJson([
  {
    Sid: "AllowS3ToReplicate",
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
]);

/**
 * What replicating one KMS-encrypted, possibly object-locked bucket takes, and no more: read
 * versions here, write replicas there, use each key only through S3 and only for that bucket.
 * `s3:ReplicateDelete` is absent because deletions are not replicated.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export function replicationPolicy(facts: ReplicationFacts): string {
  // With a bucket key the encryption context is the bucket's ARN, without one the object's.
  const throughS3 = (bucketArn: string) => ({
    StringLike: {
      "kms:ViaService": "s3.*.amazonaws.com",
      "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`],
    },
  });
  return policyJson([
    {
      Sid: "ReadConfiguration",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: facts.sourceArn,
    },
    {
      Sid: "ReadVersions",
      Effect: "Allow",
      Action: [
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
      ],
      Resource: `${facts.sourceArn}/*`,
    },
    {
      Sid: "WriteReplicas",
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: `${facts.replicaArn}/*`,
    },
    {
      Sid: "DecryptSource",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: facts.sourceKeyArn,
      Condition: throughS3(facts.sourceArn),
    },
    {
      Sid: "EncryptReplicas",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      Resource: facts.replicaKeyArn,
      Condition: throughS3(facts.replicaArn),
    },
  ]);
}

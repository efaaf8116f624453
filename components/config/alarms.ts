import { type Sign } from "./filter-pattern";

/*
 * What nobody should do, and which alarm tells of it: one list for the component that makes the
 * alarms and for the rule that asks for them. Plain data.
 */

/** The path of the IAM roles that are for emergencies alone. Reserved: nothing else may use it. */
export const BREAK_GLASS_PATH = "/towpath/break-glass/";

/**
 * Where something is seen. `account`: what CloudTrail tells of the whole account. `control-plane`: the
 * audit log of the Kubernetes API.
 */
export type LogSource = "account" | "control-plane";

/** One filter of one log. */
export interface Watch {
  /** Last part of the filter's logical name. */
  readonly name: string;
  readonly source: LogSource;
  /** Any of them is enough. */
  readonly anyOf: readonly Sign[];
}

/** What an alarm tells, and where it is written what to do then. */
export interface AlarmText {
  /** What happened: one sentence, in the message that people get. */
  readonly what: string;
  /** The page to open, from the repository's root. */
  readonly runbook: string;
  /** What counts. Whatever of it is seen counts for the one alarm: the same people act. */
  readonly watches: readonly Watch[];
}

/** The alarm on a log that says nothing any more. It watches the log itself. */
export const SILENCE = "audit-silent";

const CLUSTER_ADMIN = "cluster-admin";

/**
 * Alarm → what it tells. Changes of keys and buckets are counted for the whole account: which keys and
 * buckets are the platform's, a filter could only learn when they are there. Events and their fields:
 *
 * - Kubernetes: `responseObject` is there since EKS logs RBAC as Kubernetes' reference policy does, with
 *   requests and responses (github.com/aws/aws-eks-best-practices at 014644b2,
 *   content/security/docs/detective.md). `eks:` and `system:` cannot be the start of an access entry's
 *   user (github.com/awsdocs/amazon-eks-user-guide at 4d52b4d0, grant-k8s-access.adoc), so only EKS
 *   itself is left out.
 * - EKS: `requestParameters.policyArn`, as github.com/DataDog/stratus-red-team recorded it
 *   (eks.lateral-movement.create-access-entry).
 * - AWS Backup: what it does of itself, CloudTrail has as service events
 *   (https://docs.aws.amazon.com/aws-backup/latest/devguide/logging-using-cloudtrail.html); how a job
 *   ended is in `serviceEventDetails.state`, as the rule of github.com/base2Services/ciinabox-ecs for
 *   AWS Backup has it. Restores say `status` to EventBridge
 *   (https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html), so both are watched.
 * - S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * - The root user, keys and the trail: CIS AWS Foundations 7.0, 5.3, 5.5, 5.7 and 5.8, as
 *   github.com/prowler-cloud/prowler at 3e000faa has them (prowler/compliance/aws/cis_7.0_aws.json).
 */
export const ALARMS: Readonly<Record<string, AlarmText>> = {
  "cluster-admin-granted": {
    what: "Somebody was made an administrator of the cluster, outside of stacks/access.yaml.",
    runbook: "docs/runbooks/cluster-admin-granted.md",
    watches: [
      {
        name: "binding",
        source: "control-plane",
        anyOf: [
          {
            is: {
              "objectRef.apiGroup": ["rbac.authorization.k8s.io"],
              "objectRef.resource": ["clusterrolebindings", "rolebindings"],
              verb: ["create", "update", "patch"],
              "responseObject.roleRef.name": [CLUSTER_ADMIN],
            },
            isNot: { "user.username": ["eks:*", "system:apiserver"] },
          },
        ],
      },
      {
        name: "access-policy",
        source: "account",
        anyOf: [
          {
            is: {
              eventSource: ["eks.amazonaws.com"],
              eventName: ["AssociateAccessPolicy"],
              "requestParameters.policyArn": [
                "*:cluster-access-policy/AmazonEKSClusterAdminPolicy",
              ],
            },
          },
        ],
      },
    ],
  },
  "break-glass-used": {
    what: "Somebody took a role that is for emergencies alone.",
    runbook: "docs/runbooks/break-glass-used.md",
    watches: [
      {
        name: "assumed",
        source: "account",
        anyOf: [
          {
            is: {
              eventSource: ["sts.amazonaws.com"],
              // AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity.
              eventName: ["AssumeRole*"],
              "requestParameters.roleArn": [`*:role${BREAK_GLASS_PATH}*`],
            },
          },
        ],
      },
    ],
  },
  "protection-changed": {
    what: "What protects data, or records what people do, was changed: a key, a bucket's policy, the audit trail.",
    runbook: "docs/runbooks/protection-changed.md",
    watches: [
      {
        name: "keys-and-buckets",
        source: "account",
        anyOf: [
          {
            is: {
              eventSource: ["kms.amazonaws.com"],
              eventName: ["PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey"],
            },
          },
          {
            is: {
              eventSource: ["s3.amazonaws.com"],
              eventName: [
                "PutBucketPolicy",
                "DeleteBucketPolicy",
                "PutBucketPublicAccessBlock",
                "DeleteBucketPublicAccessBlock",
                "PutAccountPublicAccessBlock",
                "DeleteAccountPublicAccessBlock",
              ],
            },
          },
        ],
      },
      {
        name: "records",
        source: "account",
        anyOf: [
          {
            is: {
              eventSource: ["cloudtrail.amazonaws.com"],
              eventName: ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"],
            },
          },
          {
            is: {
              eventSource: ["logs.amazonaws.com"],
              eventName: ["DeleteLogGroup", "DeleteMetricFilter"],
            },
          },
          {
            is: {
              eventSource: ["monitoring.amazonaws.com"],
              eventName: ["DeleteAlarms", "DisableAlarmActions"],
            },
          },
        ],
      },
    ],
  },
  "root-used": {
    what: "Somebody signed in as the account's root user, or used its keys.",
    runbook: "docs/runbooks/root-used.md",
    watches: [
      {
        name: "root",
        source: "account",
        anyOf: [
          {
            is: { "userIdentity.type": ["Root"] },
            isNot: { eventType: ["AwsServiceEvent"] },
            absent: ["userIdentity.invokedBy"],
          },
        ],
      },
    ],
  },
  "backup-failed": {
    what: "AWS Backup could not finish a backup, a copy or a restore.",
    runbook: "docs/runbooks/backup-failed.md",
    watches: [
      {
        name: "jobs",
        source: "account",
        anyOf: [
          {
            is: {
              eventSource: ["backup.amazonaws.com"],
              eventName: ["BackupJobCompleted", "CopyJobCompleted", "RestoreCompleted"],
              "serviceEventDetails.state": ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"],
            },
          },
          {
            is: {
              eventSource: ["backup.amazonaws.com"],
              eventName: ["RestoreCompleted"],
              "serviceEventDetails.status": ["FAILED", "ABORTED"],
            },
          },
        ],
      },
    ],
  },
  [SILENCE]: {
    what: "Nothing is recorded any more of what people do in the account.",
    runbook: "docs/runbooks/audit-silent.md",
    watches: [],
  },
};

/**
 * The namespace of an environment's metrics. One of its own each: two environments may share an account.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export function auditNamespace(environment: string): string {
  return `Towpath/Audit/${environment}`;
}

/** The namespace of what the jobs of an environment tell of its backups and drills. */
export function recoveryNamespace(environment: string): string {
  return `Towpath/${environment}/Recovery`;
}

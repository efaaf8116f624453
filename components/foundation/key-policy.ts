import { policyJson, type PolicyStatement } from "../../lib/iam-policy";

/** What a KMS key encrypts. One key a class: a grant on one opens none of the others. */
export const KEY_CLASSES = [
  "cluster-secrets",
  "logs",
  "volumes",
  "data",
  "backups",
  "registry",
  "secrets",
] as const;

export type KeyClass = (typeof KEY_CLASSES)[number];

/** Class → what the key's description says. */
export const KEY_PURPOSE: Readonly<Record<KeyClass, string>> = {
  "cluster-secrets": "Kubernetes Secrets in the cluster's etcd",
  logs: "Log groups, the audit trail and alarms on their way",
  volumes: "EBS volumes of nodes and pods",
  data: "Objects in S3 and the database",
  backups: "Backups and their vault",
  registry: "Container images in ECR",
  secrets: "Secrets Manager secrets",
};

/** Where a key lives: its policy names the account and services of the region. */
export interface KeyPlace {
  readonly accountId: string;
  readonly region: string;
}

const USE = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncrypt*",
  "kms:GenerateDataKey*",
  "kms:DescribeKey",
];

/**
 * Services that call KMS as themselves. Every other one (S3, RDS, ECR, EKS, Secrets Manager, Backup)
 * calls as the role that uses it, or by a grant of that role, and needs no statement here.
 */
const SERVICES: Readonly<Partial<Record<KeyClass, (at: KeyPlace) => readonly PolicyStatement[]>>> =
  {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    logs: ({ accountId, region }) => [
      {
        Sid: "EncryptLogGroupsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: USE,
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*`,
          },
        },
      },
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
      {
        Sid: "EncryptTrailsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "kms:GenerateDataKey*",
        Resource: "*",
        Condition: {
          ArnLike: { "aws:SourceArn": trails(accountId, region) },
          StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": trails(accountId, region) },
        },
      },
      {
        Sid: "DescribeByCloudTrail",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "kms:DescribeKey",
        Resource: "*",
        Condition: { ArnLike: { "aws:SourceArn": trails(accountId, region) } },
      },
      // Alarms go through an encrypted topic. CloudWatch names the alarm to KMS; EventBridge would not.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
      {
        Sid: "NotifyOfAlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:*` },
          StringEquals: { "aws:SourceAccount": accountId },
        },
      },
      // What AWS Backup tells of a vault goes through the same topic; the page above names no condition
      // that it would fulfil.
      {
        Sid: "NotifyOfBackups",
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ],
    // Node groups launch through EC2 Auto Scaling, whose service-linked role has no KMS rights of its own.
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    volumes: ({ accountId }) => {
      const role = {
        AWS: `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      };
      return [
        { Sid: "UseByAutoScaling", Effect: "Allow", Principal: role, Action: USE, Resource: "*" },
        {
          Sid: "AttachByAutoScaling",
          Effect: "Allow",
          Principal: role,
          Action: "kms:CreateGrant",
          Resource: "*",
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
      ];
    },
  };

/** The trails of an account and region. A trail's own name AWS has still to make. */
function trails(accountId: string, region: string): string {
  return `arn:aws:cloudtrail:${region}:${accountId}:trail/*`;
}

/**
 * The policy of a class's key. The account decides by IAM (KMS's own default statement, without which
 * a key can become unmanageable), and the services above get what they need. `*` as resource of a key
 * policy means that key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function keyPolicy(keyClass: KeyClass, at: KeyPlace): string {
  return policyJson([
    {
      Sid: "EnableIamPolicies",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${at.accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    ...(SERVICES[keyClass]?.(at) ?? []),
  ]);
}

/** Why a deletion window is not one, if so. KMS takes whole days from 7 to 30. */
export function deletionWindowProblems(days: number): string[] {
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
  return Number.isInteger(days) && days >= 7 && days <= 30
    ? []
    : [`deletionWindowDays: found ${days}; expected whole days from 7 to 30, as KMS takes them`];
}

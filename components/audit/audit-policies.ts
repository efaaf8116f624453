import { policyJson, writeLogGroup } from "../../lib/iam-policy";

/** Under which prefix of the bucket of logs sessions are kept. */
export const SESSION_PREFIX = "sessions";

/**
 * What CloudTrail writes to the trail's log group with: streams that it names after account and region.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
export function trailLogPolicy(groupArn: string, accountId: string, region: string): string {
  return policyJson([
    {
      Sid: "WriteEvents",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${groupArn}:log-stream:${accountId}_CloudTrail_${region}*`,
    },
  ]);
}

/**
 * Lets EventBridge write to a log group. Its rules write as two services, neither of which AWS documents
 * a condition for: what they may is little, and on one group alone.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function eventLogPolicy(groupArn: string): string {
  const write = { Action: ["logs:CreateLogStream", "logs:PutLogEvents"] };
  return policyJson([
    {
      Sid: "WriteByRules",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      ...write,
      Resource: `${groupArn}:*`,
    },
    {
      Sid: "DeliverForRules",
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      ...write,
      Resource: `${groupArn}:*`,
    },
  ]);
}

/** Where a node's agent writes what people type. */
export interface SessionLogPlace {
  readonly groupArn: string;
  /** The bucket of the second copy, where there is one. */
  readonly bucketArn?: string | undefined;
}

/**
 * What a node's agent needs to write a session down; AmazonSSMManagedInstanceCore has none of it. The
 * group and one prefix, where AWS's example has every group.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export function sessionLogPolicy(place: SessionLogPlace): string {
  const { groupArn, bucketArn } = place;
  return policyJson([
    ...writeLogGroup("WriteSessions", groupArn),
    ...(bucketArn === undefined
      ? []
      : ([
          {
            Sid: "CopySessions",
            Effect: "Allow",
            Action: "s3:PutObject",
            Resource: `${bucketArn}/${SESSION_PREFIX}/*`,
          },
          {
            // The agent looks whether the bucket encrypts before it writes.
            Sid: "SeeThatTheBucketEncrypts",
            Effect: "Allow",
            Action: "s3:GetEncryptionConfiguration",
            Resource: bucketArn,
          },
        ] as const)),
  ]);
}

/**
 * Lets the alarms of one account and region publish to a topic, and AWS Backup, which tells only of
 * vaults of the topic's own account and is documented without a condition; nobody in the clear.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function alarmTopicPolicy(topicArn: string, accountId: string, region: string): string {
  return policyJson([
    {
      Sid: "PublishByAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: {
        ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:*` },
        StringEquals: { "aws:SourceAccount": accountId },
      },
    },
    {
      Sid: "PublishByBackup",
      Effect: "Allow",
      Principal: { Service: "backup.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
    },
    {
      Sid: "DenyInsecureTransport",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

import { all, comesFrom, gone, type Mutation, set, unset } from "../mutation";

/** Mistakes in what is recorded of people, and in who hears of it. */
export const AUDIT: readonly Mutation[] = [
  {
    name: "nobody records what is done in the account",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    // Its log group is then nobody's, and the alarms watch nothing.
    also: ["logging-alarms"],
    change: gone,
  },
  {
    name: "the trail is switched off",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: set("enableLogging", false),
  },
  {
    name: "the trail covers one region",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: set("isMultiRegionTrail", false),
  },
  {
    name: "a change of the trail's files shows nowhere",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: unset("enableLogFileValidation"),
  },
  {
    name: "the trail has no key of ours",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: unset("kmsKeyId"),
  },
  {
    name: "prod's trail has no data events",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: unset("advancedEventSelectors.1"),
  },
  {
    name: "staging's trail has no data events",
    at: "Trail audit-trail-all-regions",
    environment: "staging",
    policy: "logging-trail",
    change: unset("advancedEventSelectors.1"),
  },
  {
    name: "the trail goes to a bucket of somebody else",
    at: "Trail audit-trail-all-regions",
    policy: "logging-trail",
    change: all(set("s3BucketName", "theirs"), comesFrom({ s3BucketName: [] })),
  },
  {
    name: "the trail goes to the bucket alone",
    at: "Trail audit-trail-all-regions",
    policy: "logging-alarms",
    change: all(unset("cloudWatchLogsGroupArn"), comesFrom({ cloudWatchLogsGroupArn: [] })),
  },
  {
    name: "nobody writes down what is typed on nodes",
    at: "Document audit-sessions-shell",
    policy: "logging-session-logs",
    change: gone,
  },
  {
    name: "sessions are written down in the clear",
    at: "Document audit-sessions-shell",
    policy: "logging-session-logs",
    change: set(
      "content",
      JSON.stringify({
        inputs: {
          cloudWatchLogGroupName: "sessions",
          cloudWatchEncryptionEnabled: false,
          cloudWatchStreamingEnabled: true,
          s3BucketName: "logs",
          s3EncryptionEnabled: true,
        },
      }),
    ),
  },
  {
    name: "prod's sessions have one copy",
    at: "Document audit-sessions-shell",
    policy: "logging-session-logs",
    change: comesFrom({ content: ["LogGroup audit-sessions"] }),
  },
  {
    name: "nothing looks for new administrators of the cluster",
    at: "LogMetricFilter cluster-admin-granted-binding",
    policy: "logging-alarms",
    change: gone,
  },
  {
    name: "new administrators are looked for in another log",
    at: "LogMetricFilter cluster-admin-granted-binding",
    policy: "logging-alarms",
    change: comesFrom({ logGroupName: ["LogGroup audit-sessions"] }),
  },
  {
    name: "the break-glass role is looked for under another path",
    at: "LogMetricFilter break-glass-used-assumed",
    policy: "logging-alarms",
    change: set("pattern", '{ $.requestParameters.roleArn = "*:role/emergency/*" }'),
  },
  {
    name: "what is seen of keys counts for no alarm",
    at: "LogMetricFilter protection-changed-keys-and-buckets",
    policy: "logging-alarms",
    change: set("metricTransformation.name", "keys"),
  },
  {
    name: "failed copies of backups are not looked for",
    at: "LogMetricFilter backup-failed-jobs",
    policy: "logging-alarms",
    change: set("pattern", '{ $.eventName = "BackupJobCompleted" }'),
  },
  {
    name: "nobody hears of the root user",
    at: "MetricAlarm root-used",
    policy: "logging-alarms",
    change: set("alarmActions", []),
  },
  {
    name: "the alarm on the break-glass role is muted",
    at: "MetricAlarm break-glass-used",
    policy: "logging-alarms",
    change: set("actionsEnabled", false),
  },
  {
    name: "a silent trail is taken for a quiet day",
    at: "MetricAlarm audit-silent",
    policy: "logging-alarms",
    change: set("treatMissingData", "notBreaching"),
  },
  {
    name: "alarms go through a topic with AWS's own key",
    at: "Topic audit-alarms-topic",
    policy: "logging-alarms",
    change: set("kmsMasterKeyId", "alias/aws/sns"),
  },
  {
    name: "the trail's log group keeps a month in prod",
    at: "LogGroup audit-trail",
    policy: "logging-retention",
    change: set("retentionInDays", 30),
  },
  {
    name: "sessions are written down without a key of ours",
    at: "LogGroup audit-sessions",
    policy: "logging-encryption",
    change: unset("kmsKeyId"),
  },
  {
    name: "everybody may publish to the topic of alarms",
    at: "TopicPolicy audit-alarms-topic-policy",
    policy: "identity-public-resource-policies",
    change: set("policy.Statement.0", {
      Effect: "Allow",
      Principal: "*",
      Action: "sns:Publish",
      Resource: "*",
    }),
  },
  {
    name: "an alarm is nobody's",
    at: "MetricAlarm root-used",
    policy: "tagging-aws-tags",
    change: unset(["tags", "towpath:owner"]),
  },
];

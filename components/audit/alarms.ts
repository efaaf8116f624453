import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ALARMS, auditNamespace, type LogSource, SILENCE } from "../config/alarms";
import { filterPattern } from "../config/filter-pattern";
import { policyDocument } from "../workloads/policy-document";
import type { AccountEvents } from "./account-events";
import { alarmTopicPolicy } from "./audit-policies";

export interface AlarmsArgs {
  /** The environment's name: its metrics have it in their namespace. Plain. */
  readonly environment: string;
  readonly accountId: pulumi.Input<string>;
  /** The region of the alarms. Plain. */
  readonly region: string;
  /** The key of messages on their way; its policy must admit CloudWatch's alarms. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** What CloudTrail tells of the account. */
  readonly accountEvents: AccountEvents;
  /** The log group of the control plane. */
  readonly controlPlaneLogs: pulumi.Input<string>;
  /** Who is written to; each must confirm once. Plain: it decides what is declared. */
  readonly emails: readonly string[];
  /** Tags of everything taggable here; the owner among them is who acts. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Seconds that are counted together, as CIS's own alarms have it: events come within minutes. */
const PERIOD_SECONDS = 300;

/** Seconds of silence that are one too many: nodes and controllers call AWS every few minutes. */
const SILENCE_SECONDS = 3600;

/**
 * Alarms on what nobody should do, to one topic: the list is components/config/alarms.ts. A metric for
 * each, so that whatever counts for one alarm is one number. CloudWatch rather than EventBridge, which
 * tells of one region, and cannot be held to this account in the policy of the topic's key.
 *
 * Cost: by the alarm and by the metric while it is counted: https://aws.amazon.com/cloudwatch/pricing/
 */
export class Alarms extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:audit:Alarms";

  /** For whatever else should hear: a pager, a chat. */
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Alarms.__pulumiType, name, {}, opts);
    const topic = this.topic(`${name}-topic`, args);

    for (const [alarm, { watches }] of Object.entries(ALARMS)) {
      if (alarm === SILENCE) {
        this.alarm(alarm, args, topic, {
          namespace: "AWS/Logs",
          metricName: "IncomingLogEvents",
          dimensions: { LogGroupName: args.accountEvents.logGroupName },
          period: SILENCE_SECONDS,
          comparisonOperator: "LessThanThreshold",
          // A group that gets nothing sends no number at all.
          treatMissingData: "breaching",
        });
        continue;
      }
      const metric = { name: alarm, namespace: auditNamespace(args.environment) };
      for (const watch of watches) {
        const { logGroupName, eventRoot } = this.logOf(watch.source, args);
        new aws.cloudwatch.LogMetricFilter(
          `${alarm}-${watch.name}`,
          {
            logGroupName,
            pattern: filterPattern(watch.anyOf, eventRoot),
            metricTransformation: { ...metric, value: "1" },
          },
          { parent: this },
        );
      }
      this.alarm(alarm, args, topic, {
        namespace: metric.namespace,
        metricName: metric.name,
        period: PERIOD_SECONDS,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
      });
    }

    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  private logOf(source: LogSource, args: AlarmsArgs) {
    return source === "account"
      ? args.accountEvents
      : { logGroupName: args.controlPlaneLogs, eventRoot: "$" as const };
  }

  private alarm(
    alarm: string,
    args: AlarmsArgs,
    topic: aws.sns.Topic,
    counted: Partial<aws.cloudwatch.MetricAlarmArgs> &
      Pick<aws.cloudwatch.MetricAlarmArgs, "comparisonOperator">,
  ): void {
    const text = ALARMS[alarm];
    if (text === undefined) throw new Error(`no alarm is called ${alarm}`);
    new aws.cloudwatch.MetricAlarm(
      alarm,
      {
        alarmDescription: `${args.environment}: ${text.what} What to do: ${text.runbook}`,
        ...counted,
        statistic: "Sum",
        threshold: 1,
        evaluationPeriods: 1,
        actionsEnabled: true,
        alarmActions: [topic.arn],
        tags: { ...args.tags },
      },
      { parent: this },
    );
  }

  private topic(name: string, args: AlarmsArgs): aws.sns.Topic {
    const { accountId, region } = args;
    const own = { parent: this };
    const topic = new aws.sns.Topic(
      name,
      { kmsMasterKeyId: args.logsKeyArn, tags: { ...args.tags } },
      own,
    );
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: policyDocument({ topicArn: topic.arn, accountId }, (known) =>
          alarmTopicPolicy(known.topicArn, known.accountId, region),
        ),
      },
      own,
    );
    for (const email of [...new Set(args.emails)].sort()) {
      new aws.sns.TopicSubscription(
        `${name}-${email.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        own,
      );
    }
    return topic;
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { recoveryNamespace } from "../config/alarms";
import { ALARM_PERIOD_SECONDS, RECOVERY_ALARMS } from "../config/recovery-alarms";

export interface RecoveryAlarmsArgs {
  /** The environment's name: its metrics have it in their namespace. Plain. */
  readonly environment: string;
  /** The topic that the other alarms tell. */
  readonly topicArn: pulumi.Input<string>;
  /** Tags of everything taggable here; the owner among them is who acts. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Alarms on backups and drills that are missing, late or bad, by what their own jobs tell CloudWatch.
 * The list is components/config/recovery-alarms.ts.
 *
 * Cost: by the alarm and by the metric: https://aws.amazon.com/cloudwatch/pricing/
 */
export class RecoveryAlarms extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:audit:RecoveryAlarms";

  constructor(name: string, args: RecoveryAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RecoveryAlarms.__pulumiType, name, {}, opts);
    for (const [alarm, text] of Object.entries(RECOVERY_ALARMS)) {
      new aws.cloudwatch.MetricAlarm(
        alarm,
        {
          alarmDescription: `${args.environment}: ${text.what} What to do: ${text.runbook}`,
          namespace: recoveryNamespace(args.environment),
          metricName: text.metric,
          statistic: text.statistic,
          comparisonOperator: text.comparisonOperator,
          threshold: text.threshold,
          period: ALARM_PERIOD_SECONDS,
          evaluationPeriods: text.hours,
          treatMissingData: text.treatMissingData,
          actionsEnabled: true,
          alarmActions: [args.topicArn],
          tags: { ...args.tags },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

import type * as aws from "@pulumi/aws";
import { recoveryNamespace } from "../../components/config/alarms";
import { isDrilled } from "../../components/config/recovery";
import {
  ALARM_PERIOD_SECONDS,
  RECOVERY_ALARMS,
  type RecoveryAlarm,
} from "../../components/config/recovery-alarms";
import { isSet, known } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";

type Alarm = StackResource<Inputs<aws.cloudwatch.MetricAlarmArgs>>;

export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const DATABASE = "aws:rds/instance:Instance";

/** Whoever counts on a drill hears when it fails, and when it does not come. */
export const alarms = stackRule({
  id: "backups-alarms",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description:
    "Where data is promised, alarms tell somebody of a backup or a restore drill that fails or does not come.",
  why: "A job that stopped running says nothing. Without an alarm on its silence, nobody notices until the day on which the backup is needed.",
  remediation:
    "Leave `RecoveryAlarms` (components/audit/recovery-alarms.ts) as it is; change when an alarm rises in components/config/recovery-alarms.ts.",
  check: (stack, report, { name: environment, environment: { settings } }) => {
    // Runs and artifacts are there with the tracking database.
    if (!isDrilled(settings) || stack.ofType(DATABASE).length === 0) return;
    const namespace = recoveryNamespace(environment);
    const found = stack.ofType(ALARM) as readonly Alarm[];
    for (const [alarm, wanted] of Object.entries(RECOVERY_ALARMS)) {
      stack.decide(stack.root, () => {
        if (found.some((one) => rises(one, wanted, namespace) && tells(one))) return;
        report(
          stack.root,
          `no alarm "${alarm}" on ${wanted.metric} of ${namespace} tells anybody; expected one that rises ${when(wanted)}. Make it with the component RecoveryAlarms.`,
        );
      });
    }
  },
});

/** Does an alarm rise at least as early as the wanted one? */
function rises({ props }: Alarm, wanted: RecoveryAlarm, namespace: string): boolean {
  const { period, evaluationPeriods, threshold } = props;
  return (
    // Names first: of another alarm's values some may be unknown.
    props.metricName === wanted.metric &&
    props.namespace === namespace &&
    props.statistic === wanted.statistic &&
    props.comparisonOperator === wanted.comparisonOperator &&
    props.treatMissingData === wanted.treatMissingData &&
    isAsStrict(threshold, wanted) &&
    (period ?? Infinity) * (evaluationPeriods ?? Infinity) <= wanted.hours * ALARM_PERIOD_SECONDS
  );
}

function isAsStrict(threshold: number | undefined, wanted: RecoveryAlarm): boolean {
  if (threshold === undefined) return false;
  return wanted.comparisonOperator === "LessThanThreshold"
    ? threshold >= wanted.threshold
    : threshold <= wanted.threshold;
}

function tells({ props }: Alarm): boolean {
  return (
    props.actionsEnabled !== false &&
    isSet(props, "alarmActions") &&
    known(() => props.alarmActions?.length) !== 0
  );
}

function when({ comparisonOperator, threshold, treatMissingData }: RecoveryAlarm): string {
  const side = comparisonOperator === "LessThanThreshold" ? "below" : "above";
  const silence = treatMissingData === "breaching" ? ", and when nothing is said" : "";
  return `${side} ${threshold}${silence}`;
}

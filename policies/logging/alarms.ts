import type * as aws from "@pulumi/aws";
import { ALARMS, type LogSource, SILENCE, type Watch } from "../../components/config/alarms";
import { filterPattern } from "../../components/config/filter-pattern";
import { isSet, known, peek } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";
import { CLUSTER, TRAIL } from "./trail";

type Alarm = StackResource<Inputs<aws.cloudwatch.MetricAlarmArgs>>;
type Filter = StackResource<Inputs<aws.cloudwatch.LogMetricFilterArgs>>;

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const TOPIC = "aws:sns/topic:Topic";
/** The key that AWS offers for topics. */
const AWS_KEY = "alias/aws/sns";

export const loggingAlarms = stackRule({
  id: "logging-alarms",
  checks: ["LOG-2"],
  severity: "high",
  level: "posture",
  controls: ["CIS AWS 5.3", "CIS AWS 5.7"],
  description:
    "Every alarm of components/config/alarms.ts is there, watches its log, and tells somebody over an encrypted topic.",
  why: "A right that somebody takes outside of the reviewed files is found by chance, or by its damage. An alarm that is there and tells nobody is worse than none: people rely on it.",
  remediation:
    "Leave `Alarms` (components/audit/alarms.ts) as it is; change what is watched in components/config/alarms.ts.",
  check: (stack, report, { environment }) => {
    if (environment.kind !== "aws" || stack.ofType(CLUSTER).length === 0) return;
    const alarms = stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm") as readonly Alarm[];
    for (const [name, { watches }] of Object.entries(ALARMS)) {
      stack.decide(stack.root, () => {
        const lacking =
          name === SILENCE
            ? alarms.some((one) => tellsOfSilence(one) && tells(one))
              ? []
              : ["the trail's log group"]
            : watches
                .filter((watch) => !isWatched(watch, stack, alarms))
                .map((watch) => `${watch.name} in the log of the ${watch.source}`);
        for (const what of lacking) {
          report(
            stack.root,
            `no alarm "${name}" comes of ${what}; expected a filter and an alarm that tells a topic. Make them with the component Alarms.`,
          );
        }
      });
    }
    for (const topic of topicsOf(alarms)) {
      const key = peek(topic.props, "kmsMasterKeyId");
      // One that only a deployment knows is one of ours.
      if (key !== undefined && key !== AWS_KEY) continue;
      report(
        topic,
        `the topic of alarms has ${key ?? "no key"}; with AWS's own key CloudWatch cannot publish. Set kmsMasterKeyId to the environment's key of logs.`,
      );
    }
  },
});

/** Is there a filter with the watch's pattern on the right log, and an alarm on what it counts? */
function isWatched(watch: Watch, stack: Stack, alarms: readonly Alarm[]): boolean {
  const patterns: unknown[] = [filterPattern(watch.anyOf), filterPattern(watch.anyOf, "$.detail")];
  const groups = logsOf(watch.source, stack);
  const filters = stack.ofType(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  ) as readonly Filter[];
  return filters.some((filter) => {
    const { metricTransformation: metric } = filter.props;
    // Some other filter's pattern may be unknown; these here are plain.
    const pattern = known(() => filter.props.pattern);
    const group = stack.source(filter, "logGroupName", LOG_GROUP);
    if (metric === undefined || group === undefined) return false;
    return (
      patterns.includes(pattern) &&
      groups.includes(group) &&
      alarms.some((alarm) => counts(alarm, metric) && tells(alarm))
    );
  });
}

/** The log groups of a source: whose name the cluster writes to; where a trail or EventBridge writes. */
function logsOf(source: LogSource, stack: Stack): StackResource[] {
  if (source === "control-plane") {
    return stack
      .ofType(CLUSTER)
      .flatMap(({ dependencies }) => dependencies.filter(({ type }) => type === LOG_GROUP));
  }
  const found = [
    ...stack.ofType(TRAIL).map((one) => stack.source(one, "cloudWatchLogsGroupArn", LOG_GROUP)),
    ...stack
      .ofType("aws:cloudwatch/eventTarget:EventTarget")
      .map((one) => stack.source(one, "arn", LOG_GROUP)),
  ];
  return found.filter((group) => group !== undefined);
}

function counts({ props }: Alarm, metric: { name: string; namespace: string }): boolean {
  return (
    props.metricName === metric.name &&
    props.namespace === metric.namespace &&
    props.statistic === "Sum" &&
    props.comparisonOperator === "GreaterThanOrEqualToThreshold" &&
    (props.threshold ?? 0) <= 1 &&
    props.evaluationPeriods === 1
  );
}

function tellsOfSilence({ props }: Alarm): boolean {
  return (
    props.namespace === "AWS/Logs" &&
    props.metricName === "IncomingLogEvents" &&
    props.comparisonOperator === "LessThanThreshold" &&
    props.treatMissingData === "breaching"
  );
}

function tells({ props }: Alarm): boolean {
  return (
    props.actionsEnabled !== false &&
    isSet(props, "alarmActions") &&
    known(() => props.alarmActions?.length) !== 0
  );
}

function topicsOf(alarms: readonly Alarm[]): StackResource[] {
  const topics = alarms.flatMap(
    ({ propertyDependencies }) =>
      propertyDependencies.alarmActions?.filter(({ type }) => type === TOPIC) ?? [],
  );
  return [...new Set(topics)];
}

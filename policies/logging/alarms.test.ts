import { ALARMS, SILENCE } from "../../components/config/alarms";
import { filterPattern } from "../../components/config/filter-pattern";
import type { Properties } from "../engine/subject";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingAlarms } from "./alarms";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "aws:sns/topic:Topic";
const STACK = "pulumi:pulumi:Stack towpath-prod";
const group = (name: string): Given => ({ type: "aws:cloudwatch/logGroup:LogGroup", name });

/** What differs from what the component Alarms declares, by logical name. */
type Changes = Readonly<Record<string, Properties | undefined>>;

function platform(changes: Changes = {}, source: Given = trail, logs = "account-logs"): Given[] {
  const all: Given[] = [
    { type: "pulumi:pulumi:Stack", name: "towpath-prod" },
    group("account-logs"),
    group("plane-logs"),
    { type: "aws:eks/cluster:Cluster", name: "cluster", dependsOn: ["plane-logs"] },
    source,
    { type: TOPIC, name: "topic", props: { kmsMasterKeyId: UNKNOWN_VALUE } },
    ...Object.entries(ALARMS).flatMap(([name, { watches }]) => [
      ...watches.map((watch) => filter(name, watch, logs)),
      alarm(name),
    ]),
  ];
  return all
    .filter(({ name = "" }) => !(name in changes) || changes[name] !== undefined)
    .map((one) => ({ ...one, props: { ...one.props, ...changes[one.name ?? ""] } }));
}

const trail: Given = {
  type: "aws:cloudtrail/trail:Trail",
  name: "trail",
  from: { cloudWatchLogsGroupArn: ["account-logs"] },
};
const passed: Given = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  name: "target",
  from: { arn: ["account-logs"] },
};

type Watched = (typeof ALARMS)[string]["watches"][number];

function filter(alarmName: string, { name, source, anyOf }: Watched, logs: string): Given {
  return {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    name: `${alarmName}-${name}`,
    props: {
      pattern: filterPattern(anyOf),
      metricTransformation: { name: alarmName, namespace: "N", value: "1" },
    },
    from: { logGroupName: [source === "account" ? logs : "plane-logs"] },
  };
}

function alarm(name: string): Given {
  const counted =
    name === SILENCE
      ? {
          namespace: "AWS/Logs",
          metricName: "IncomingLogEvents",
          comparisonOperator: "LessThanThreshold",
          treatMissingData: "breaching",
        }
      : {
          namespace: "N",
          metricName: name,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
        };
  return {
    type: ALARM,
    name,
    props: {
      ...counted,
      statistic: "Sum",
      threshold: 1,
      evaluationPeriods: 1,
      alarmActions: [UNKNOWN_VALUE],
    },
    from: { alarmActions: ["topic"] },
  };
}

const says = /^no alarm "root-used" comes of root in the log of the account/;
const broken = (changes: Changes) => ({ given: platform(changes), at: [STACK] });

ruleCases(loggingAlarms, {
  compliant: {
    "what the component declares": { given: platform() },
    "events that EventBridge passes on": {
      given: platform(
        Object.fromEntries(
          Object.entries(ALARMS).flatMap(([name, { watches }]) =>
            watches
              .filter(({ source }) => source === "account")
              .map((one) => [
                `${name}-${one.name}`,
                { pattern: filterPattern(one.anyOf, "$.detail") },
              ]),
          ),
        ),
        passed,
      ),
    },
    "a stack without a cluster": { given: { type: "pulumi:pulumi:Stack" } },
  },
  violating: {
    "no filter": { ...broken({ "root-used-root": undefined }), says },
    "another pattern": { ...broken({ "root-used-root": { pattern: "{ $.a = 1 }" } }), says },
    "a filter that counts for nobody": {
      ...broken({
        "root-used-root": { metricTransformation: { name: "x", namespace: "N", value: "1" } },
      }),
      says,
    },
    "no alarm": { ...broken({ "root-used": undefined }), says },
    "an alarm that tells nobody": { ...broken({ "root-used": { alarmActions: [] } }), says },
    "an alarm that is switched off": {
      ...broken({ "root-used": { actionsEnabled: false } }),
      says,
    },
    "an alarm on the third time": { ...broken({ "root-used": { threshold: 3 } }), says },
    "a trail whose silence is fine": {
      ...broken({ [SILENCE]: { treatMissingData: "notBreaching" } }),
      says: /no alarm "audit-silent"/,
    },
    "filters on a log that nobody fills": {
      given: platform({}, trail, "plane-logs"),
      at: Object.values(ALARMS).flatMap(({ watches }) =>
        watches.filter(({ source }) => source === "account").map(() => STACK),
      ),
      says: /in the log of the account/,
    },
    "a topic with AWS's key, by which CloudWatch cannot publish": {
      given: platform({ topic: { kmsMasterKeyId: "alias/aws/sns" } }),
      at: [`${TOPIC} topic`],
      says: /has alias\/aws\/sns/,
    },
    "a topic in the clear": {
      given: platform({ topic: { kmsMasterKeyId: undefined } }),
      at: [`${TOPIC} topic`],
      says: /has no key/,
    },
  },
});

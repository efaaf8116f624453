import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ALARMS, SILENCE } from "../config/alarms";
import { named, ofType, run, untagged } from "../testing";
import { Alarms, type AlarmsArgs } from "./alarms";
import { matches } from "./testing-pattern";

const TAGS = { "towpath:owner": "platform" };
const args = (more: Partial<AlarmsArgs> = {}): AlarmsArgs => ({
  environment: "prod",
  accountId: "111122223333",
  region: "eu-west-1",
  logsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/logs",
  accountEvents: { logGroupName: pulumi.output("trail-x"), eventRoot: "$" },
  controlPlaneLogs: "/aws/eks/cluster-x/cluster",
  emails: [],
  tags: TAGS,
  ...more,
});
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:topic";
const CLOUD = { resources: { "aws:sns/topic:Topic": () => ({ arn: TOPIC }) } };
const made = async (more?: Partial<AlarmsArgs>) =>
  (await run(() => new Alarms("alarms", args(more)), CLOUD)).all;
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

interface Filter {
  readonly logGroupName: string;
  readonly pattern: string;
  readonly metricTransformation: { readonly name: string; readonly namespace: string };
}

/** The alarms that count an event of a log group. */
async function toldBy(event: object, logGroup = "trail-x", more?: Partial<AlarmsArgs>) {
  return ofType(await made(more), FILTER)
    .map(({ inputs }) => inputs as unknown as Filter)
    .filter((one) => one.logGroupName === logGroup && matches(one.pattern, event))
    .map(({ metricTransformation }) => metricTransformation.name);
}

describe("Alarms", () => {
  it("makes each alarm of the list, which tells one topic and names its page", async () => {
    const all = await made();
    const alarms = ofType(all, ALARM);
    expect(alarms.map(({ name }) => name).sort()).toEqual(Object.keys(ALARMS).sort());
    for (const { name, inputs } of alarms) {
      expect(inputs).toMatchObject({
        alarmActions: [TOPIC],
        actionsEnabled: true,
        statistic: "Sum",
        threshold: 1,
        evaluationPeriods: 1,
      });
      expect(inputs.alarmDescription).toBe(
        `prod: ${ALARMS[name]?.what ?? ""} What to do: docs/runbooks/${name}.md`,
      );
      expect(existsSync(`docs/runbooks/${name}.md`)).toBe(true);
      if (name === SILENCE) continue;
      expect(inputs).toMatchObject({ namespace: "Towpath/Audit/prod", metricName: name });
    }
    expect(untagged(alarms, TAGS)).toEqual([]);
  });

  it("counts in the environment's own namespace, whatever else is in the account", async () => {
    const namespaces = ofType(await made({ environment: "dev" }), FILTER).map(
      ({ inputs }) => (inputs as unknown as Filter).metricTransformation.namespace,
    );
    expect(new Set(namespaces)).toEqual(new Set(["Towpath/Audit/dev"]));
  });

  it("takes silence for an alarm, since nothing is what a stopped trail sends", async () => {
    expect(named(await made(), SILENCE, ALARM).inputs).toMatchObject({
      namespace: "AWS/Logs",
      metricName: "IncomingLogEvents",
      dimensions: { LogGroupName: "trail-x" },
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
      period: 3600,
    });
  });

  it("writes to each address once, and to nobody unasked", async () => {
    const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
    expect(ofType(await made(), SUBSCRIPTION)).toEqual([]);
    const some = await made({ emails: ["b@example.com", "a@example.com", "b@example.com"] });
    expect(
      ofType(some, SUBSCRIPTION).map(({ inputs }) => [inputs.protocol, inputs.endpoint]),
    ).toEqual([
      ["email", "a@example.com"],
      ["email", "b@example.com"],
    ]);
  });

  it("lets this account's alarms and AWS Backup publish, and nobody else", async () => {
    const { policy } = named(await made(), "alarms-topic-policy").inputs as {
      policy: { Statement: { Effect: string }[] };
    };
    expect(policy.Statement.filter(({ Effect }) => Effect === "Allow")).toEqual([
      {
        Sid: "PublishByAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TOPIC,
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
      {
        Sid: "PublishByBackup",
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TOPIC,
      },
    ]);
  });
});

const api = (eventSource: string, eventName: string, requestParameters: object = {}) => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  eventType: "AwsApiCall",
  userIdentity: { type: "AssumedRole" },
  requestParameters,
});
const job = (eventName: string, serviceEventDetails: object) => ({
  ...api("backup", eventName),
  eventType: "AwsServiceEvent",
  serviceEventDetails,
});
const role = (path: string) => ({ roleArn: `arn:aws:iam::111122223333:role${path}` });
const access = (policy: string) => ({
  policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
});
const root = { type: "Root" };

describe("what CloudTrail tells", () => {
  it.each([
    [
      "cluster-admin-granted",
      api("eks", "AssociateAccessPolicy", access("AmazonEKSClusterAdminPolicy")),
    ],
    ["break-glass-used", api("sts", "AssumeRole", role("/towpath/break-glass/prod-1a2b"))],
    ["break-glass-used", api("sts", "AssumeRoleWithSAML", role("/towpath/break-glass/prod-1a2b"))],
    ["protection-changed", api("kms", "PutKeyPolicy")],
    ["protection-changed", api("kms", "ScheduleKeyDeletion")],
    ["protection-changed", api("s3", "DeleteBucketPublicAccessBlock")],
    ["protection-changed", api("s3", "PutBucketPolicy")],
    ["protection-changed", api("cloudtrail", "StopLogging")],
    ["protection-changed", api("monitoring", "DisableAlarmActions")],
    ["backup-failed", job("BackupJobCompleted", { state: "FAILED" })],
    ["backup-failed", job("BackupJobCompleted", { state: "EXPIRED" })],
    ["backup-failed", job("CopyJobCompleted", { state: "FAILED" })],
    ["backup-failed", job("RestoreCompleted", { status: "ABORTED" })],
    [
      "root-used",
      { ...api("signin", "ConsoleLogin"), eventType: "AwsConsoleSignIn", userIdentity: root },
    ],
  ])("raises %s", async (alarm, event) => {
    expect(await toldBy(event)).toEqual([alarm]);
    const passed = {
      accountEvents: { logGroupName: pulumi.output("e"), eventRoot: "$.detail" },
    } as const;
    expect(await toldBy({ detail: event }, "e", passed)).toEqual([alarm]);
  });

  it.each([
    ["another access policy", api("eks", "AssociateAccessPolicy", access("AmazonEKSViewPolicy"))],
    ["a role of work", api("sts", "AssumeRole", role("/towpath/people/prod-developer"))],
    ["a role that is only named like it", api("sts", "AssumeRole", role("/break-glass"))],
    ["reading a key's policy", api("kms", "GetKeyPolicy")],
    ["an object written", api("s3", "PutObject")],
    ["a backup that was made", job("BackupJobCompleted", { state: "COMPLETED" })],
    ["a restore that was tried", job("RestoreCompleted", { status: "COMPLETED" })],
    ["a backup that began", job("BackupJobStarted", { state: "FAILED" })],
    [
      "what AWS does as root",
      { ...api("s3", "ListBuckets"), userIdentity: { ...root, invokedBy: "x" } },
    ],
    [
      "an event of a service",
      { ...api("kms", "RotateKey"), eventType: "AwsServiceEvent", userIdentity: root },
    ],
  ])("raises nothing for %s", async (_what, event) => {
    expect(await toldBy(event)).toEqual([]);
  });
});

describe("what the control plane tells", () => {
  const LOG = "/aws/eks/cluster-x/cluster";
  const binding = (more: object = {}) => ({
    kind: "Event",
    verb: "create",
    user: { username: "arn:aws:sts::111122223333:assumed-role/dev/someone" },
    objectRef: { apiGroup: "rbac.authorization.k8s.io", resource: "clusterrolebindings" },
    responseObject: { kind: "ClusterRoleBinding", roleRef: { name: "cluster-admin" } },
    ...more,
  });

  it.each([
    ["a cluster-wide binding", binding()],
    ["one more subject of it", binding({ verb: "patch" })],
    [
      "a binding in a namespace",
      binding({ objectRef: { apiGroup: "rbac.authorization.k8s.io", resource: "rolebindings" } }),
    ],
  ])("raises the alarm for %s", async (_what, event) => {
    expect(await toldBy(event, LOG)).toEqual(["cluster-admin-granted"]);
  });

  it.each([
    ["another role", binding({ responseObject: { roleRef: { name: "view" } } })],
    ["reading it", binding({ verb: "get" })],
    ["EKS's own bootstrap", binding({ user: { username: "eks:cluster-bootstrap" } })],
    ["the API server's own roles", binding({ user: { username: "system:apiserver" } })],
    ["what was refused", binding({ responseObject: { kind: "Status", code: 403 } })],
  ])("raises nothing for %s", async (_what, event) => {
    expect(await toldBy(event, LOG)).toEqual([]);
  });
});

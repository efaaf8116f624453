import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { counts, named, ofType, outsideComponents, run, UNKNOWN, untagged } from "../testing";
import { eventPattern, PassedEvents } from "./account-events";
import { SessionLogs } from "./session-logs";
import { Trail } from "./trail";

const TAGS = { "towpath:owner": "platform" };
const SHARED = {
  accountId: "111122223333",
  region: "eu-west-1",
  logsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/logs",
  logRetentionDays: 365,
  tags: TAGS,
};
const GROUP = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}-x`;
const CLOUD = {
  resources: {
    "aws:cloudwatch/logGroup:LogGroup": (name: string) => ({ name: `${name}-x`, arn: GROUP(name) }),
    "aws:iam/role:Role": (name: string) => ({
      name,
      arn: `arn:aws:iam::111122223333:role/${name}`,
    }),
    "aws:ssm/document:Document": (name: string) => ({ name, arn: `arn:aws:ssm:::${name}` }),
  },
};

const DATA = ["arn:aws:s3:::datasets-x", "arn:aws:s3:::artifacts-x"];
const trail = (dataEvents: "none" | "writes" | "all") => () => {
  const ready = new aws.s3.BucketPolicy("logs-policy", { bucket: "logs-x", policy: "{}" });
  return new Trail("trail", {
    ...SHARED,
    bucket: { bucketName: "logs-x", prefix: "cloudtrail", ready },
    dataEvents,
    dataBucketArns: DATA,
  });
};
const TRAIL = "aws:cloudtrail/trail:Trail";

describe("Trail", () => {
  it("records every region, encrypted and with digests, once both destinations are there", async () => {
    const { all } = await run(trail("none"), CLOUD);
    const made = named(all, "trail-all-regions", TRAIL);
    expect(made.inputs).toMatchObject({
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogging: true,
      enableLogFileValidation: true,
      kmsKeyId: SHARED.logsKeyArn,
      s3BucketName: "logs-x",
      s3KeyPrefix: "cloudtrail",
      cloudWatchLogsGroupArn: `${GROUP("trail")}:*`,
      cloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/trail-role",
    });
    expect(made.dependencies).toEqual(
      expect.arrayContaining([
        "aws:iam/rolePolicy:RolePolicy trail-policy",
        "aws:s3/bucketPolicy:BucketPolicy logs-policy",
      ]),
    );
    expect(named(all, "trail", "aws:cloudwatch/logGroup:LogGroup").inputs).toMatchObject({
      kmsKeyId: SHARED.logsKeyArn,
      retentionInDays: 365,
    });
    const tagged = all.filter(({ type }) => type !== "aws:s3/bucketPolicy:BucketPolicy");
    expect(untagged(tagged, TAGS)).toEqual([]);
    expect(outsideComponents(tagged)).toEqual([]);
  });

  it("may write streams of this account's trails, and nothing else", async () => {
    const { all } = await run(trail("none"), CLOUD);
    expect(named(all, "trail-policy").inputs.policy).toMatchObject({
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${GROUP("trail")}:log-stream:111122223333_CloudTrail_eu-west-1*`,
        },
      ],
    });
  });

  it.each([
    ["none", undefined],
    ["writes", ["eventCategory", "resources.type", "resources.ARN", "readOnly"]],
    ["all", ["eventCategory", "resources.type", "resources.ARN"]],
  ] as const)("takes %s of what is done to objects", async (events, fields) => {
    const { all } = await run(trail(events), CLOUD);
    const [management, data, ...more] = named(all, "trail-all-regions").inputs
      .advancedEventSelectors as { fieldSelectors: { field: string; startsWiths?: string[] }[] }[];
    expect(management?.fieldSelectors).toEqual([
      { field: "eventCategory", equals: ["Management"] },
    ]);
    expect(data?.fieldSelectors.map(({ field }) => field)).toEqual(fields);
    expect(data?.fieldSelectors[2]?.startsWiths).toEqual(fields && DATA.map((arn) => `${arn}/`));
    expect(more).toEqual([]);
  });

  it("is declared whole in a preview that knows no ARN", async () => {
    const { all } = await run(trail("all"), CLOUD, { preview: true });
    expect(named(all, "trail-all-regions").inputs).toMatchObject({
      isMultiRegionTrail: true,
      cloudWatchLogsGroupArn: UNKNOWN,
    });
  });
});

describe("PassedEvents", () => {
  const passed = () =>
    new PassedEvents("events", { ...SHARED, eventSources: ["sts.amazonaws.com", "a.example"] });

  it("passes on what only reads, too: to CloudTrail, taking a role does", async () => {
    const { all } = await run(passed, CLOUD);
    expect(named(all, "events-rule").inputs).toMatchObject({
      state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    });
    expect(named(all, "events-target").inputs).toMatchObject({ arn: GROUP("events") });
    expect(named(all, "events-target").dependencies).toContain(
      "aws:cloudwatch/logResourcePolicy:LogResourcePolicy events-policy",
    );
    expect(counts(all)["aws:cloudtrail/trail:Trail"]).toBeUndefined();
  });

  it("asks for the services by name, and for the root user wherever it goes", () => {
    expect(JSON.parse(eventPattern(["sts.amazonaws.com", "a.example"]))).toEqual({
      "detail-type": [
        "AWS API Call via CloudTrail",
        "AWS Console Sign In via CloudTrail",
        "AWS Service Event via CloudTrail",
      ],
      detail: {
        $or: [
          { eventSource: ["a.example", "sts.amazonaws.com"] },
          { userIdentity: { type: ["Root"] } },
        ],
      },
    });
  });
});

describe("SessionLogs", () => {
  const copies = { bucketName: "logs-x", arn: "arn:aws:s3:::logs-x" };
  const sessions = (more: object) => () =>
    new SessionLogs("sessions", { ...SHARED, nodeRoleName: "nodes", ...more });
  const inputsOf = (all: Parameters<typeof named>[0]) => {
    const { inputs } = named(all, "sessions-shell", "aws:ssm/document:Document") as unknown as {
      inputs: { content: string };
    };
    return (JSON.parse(inputs.content) as { inputs: object }).inputs;
  };

  it("writes what is typed to an encrypted log group while it is typed, and copies it", async () => {
    const { all } = await run(sessions({ copies }), CLOUD);
    expect(inputsOf(all)).toEqual({
      cloudWatchLogGroupName: "sessions-x",
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      s3BucketName: "logs-x",
      s3KeyPrefix: "sessions",
      s3EncryptionEnabled: true,
      kmsKeyId: "",
      runAsEnabled: false,
      runAsDefaultUser: "",
      idleSessionTimeout: "20",
      maxSessionDuration: "60",
    });
    const { policy, role } = named(all, "sessions-nodes").inputs as {
      policy: { Statement: { Action: unknown; Resource: unknown }[] };
      role: string;
    };
    expect(role).toBe("nodes");
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual([
      [GROUP("sessions"), `${GROUP("sessions")}:*`],
      // Listing groups takes no resource.
      "*",
      "arn:aws:s3:::logs-x/sessions/*",
      "arn:aws:s3:::logs-x",
    ]);
    expect(untagged(all, TAGS)).toEqual([]);
  });

  it("has one copy where none is asked for, and then no right on a bucket", async () => {
    const { all } = await run(sessions({}), CLOUD);
    expect(inputsOf(all)).toMatchObject({ s3BucketName: "", s3KeyPrefix: "" });
    expect(JSON.stringify(ofType(all, "aws:iam/rolePolicy:RolePolicy"))).not.toContain("s3:");
  });

  it("says in a preview what the document will be made of", async () => {
    const { all } = await run(sessions({ copies }), CLOUD, { preview: true });
    expect(named(all, "sessions-shell").inputs.content).toBe(UNKNOWN);
    expect(named(all, "sessions", SessionLogs.__pulumiType).inputs).toMatchObject({
      session: { cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: true },
    });
  });
});

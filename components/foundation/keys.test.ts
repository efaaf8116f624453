import * as aws from "@pulumi/aws";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deletionWindowProblems, KEY_CLASSES, keyPolicy } from "./key-policy";
import { Keys, type KeysArgs } from "./keys";
import {
  counts,
  outsideComponents,
  named,
  ofType,
  run,
  UNKNOWN,
  untagged,
  type Cloud,
} from "../testing";

const TAGS = { "towpath:owner": "platform", "towpath:environment": "test" };
const ARGS: KeysArgs = {
  accountId: "111122223333",
  region: "eu-west-1",
  deletionWindowDays: 30,
  protect: true,
  retainOnDelete: true,
  tags: TAGS,
};
const KEY = "aws:kms/key:Key";
const CLOUD: Cloud = {
  resources: {
    [KEY]: (name) => ({ arn: `arn:aws:kms:eu-west-1:111122223333:key/${name}`, keyId: name }),
    "aws:kms/alias:Alias": (name) => ({ name: `alias/${name}` }),
  },
};

interface Statement {
  Sid: string;
  Principal: { AWS?: string; Service?: string };
  Action: string | string[];
  Condition?: Record<string, Record<string, string>>;
}
const statements = (text: unknown) =>
  (JSON.parse(text as string) as { Statement: Statement[] }).Statement;
const COMPONENT = "towpath:foundation:EncryptionKey";

describe("Keys", () => {
  it("makes a rotated, tagged key with its alias for every class, all of them retained", async () => {
    const { all, value, resolve } = await run(() => new Keys("keys", ARGS), CLOUD);
    expect(counts(all)).toEqual({
      "towpath:foundation:Keys": 1,
      "towpath:foundation:EncryptionKey": 7,
      [KEY]: 7,
      "aws:kms/alias:Alias": 7,
    });
    expect(outsideComponents(all)).toEqual([]);
    expect(untagged(all, TAGS)).toEqual([]);
    expect(named(all, "keys-data", KEY)).toMatchObject({
      parent: "towpath:foundation:EncryptionKey keys-data",
      protect: true,
      retainOnDelete: true,
      inputs: {
        description: "Objects in S3 and the database",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: keyPolicy("data", { accountId: "111122223333", region: "eu-west-1" }),
        tags: TAGS,
      },
    });
    expect(named(all, "keys-data-alias").inputs).toEqual({ targetKeyId: "keys-data" });
    expect(await resolve(value.arns.logs)).toBe("arn:aws:kms:eu-west-1:111122223333:key/keys-logs");
  });

  it("goes on in preview when the account is not known yet", async () => {
    const { all } = await run(
      () =>
        new Keys("keys", {
          ...ARGS,
          accountId: aws.getCallerIdentityOutput({}).accountId,
        }),
      { calls: { "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "" }) } },
      { preview: true },
    );
    expect(ofType(all, KEY).map(({ inputs }) => inputs.policy)).toEqual(
      KEY_CLASSES.map(() => UNKNOWN),
    );
    // What rules read in place of KMS's text.
    for (const { inputs } of ofType(all, COMPONENT)) {
      expect((inputs.policy as { Statement: unknown[] }).Statement[0]).toMatchObject({
        Effect: "Allow",
        Principal: { AWS: UNKNOWN },
        Action: "kms:*",
      });
    }
  });

  it.each([6, 31, 7.5, 0, Number.NaN])("refuses a deletion window of %d days", async (days) => {
    await expect(
      run(() => new Keys("keys", { ...ARGS, deletionWindowDays: days }), CLOUD),
    ).rejects.toThrow(`deletionWindowDays: found ${days}; expected whole days from 7 to 30`);
  });
});

describe("keyPolicy", () => {
  const at = { accountId: "111122223333", region: "eu-west-1" };

  it.each(KEY_CLASSES)(
    "of %s leaves the account in charge and admits nobody unnamed",
    (keyClass) => {
      const [first, ...others] = statements(keyPolicy(keyClass, at));
      expect(first).toEqual({
        Sid: "EnableIamPolicies",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      });
      for (const { Principal, Action } of others) {
        expect(Principal.AWS ?? Principal.Service).not.toContain("*");
        expect(Action).not.toContain("kms:*");
      }
    },
  );

  it("lets CloudWatch Logs use the key of logs, for log groups of this account and region", () => {
    expect(statements(keyPolicy("logs", at))[1]).toMatchObject({
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*",
        },
      },
    });
  });

  it("lets CloudTrail and CloudWatch's alarms use it for nobody else's trail or alarm", () => {
    const others = statements(keyPolicy("logs", at)).slice(2);
    expect(others.map(({ Principal }) => Principal.Service)).toEqual([
      "cloudtrail.amazonaws.com",
      "cloudtrail.amazonaws.com",
      "cloudwatch.amazonaws.com",
      "backup.amazonaws.com",
    ]);
    // AWS documents no condition for AWS Backup; it encrypts messages on their way, and no more.
    expect(others.at(-1)?.Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey*"]);
    for (const { Condition } of others.slice(0, -1)) {
      const arn = (Condition as { ArnLike: Record<string, string> }).ArnLike["aws:SourceArn"];
      expect(arn).toMatch(/^arn:aws:cloud(trail|watch):eu-west-1:111122223333:(trail\/|alarm:)\*$/);
    }
  });

  it("lets Auto Scaling grant the key of volumes to AWS alone", () => {
    const grant = statements(keyPolicy("volumes", at)).find(
      ({ Action }) => Action === "kms:CreateGrant",
    );
    expect(grant?.Condition).toEqual({ Bool: { "kms:GrantIsForAWSResource": "true" } });
    expect(grant?.Principal.AWS).toMatch(/role\/aws-service-role\/autoscaling\.amazonaws\.com\//);
  });

  it("admits services to no other key", () => {
    const more = KEY_CLASSES.filter((each) => statements(keyPolicy(each, at)).length > 1);
    expect(more).toEqual(["logs", "volumes"]);
  });

  it("takes every window that KMS takes, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (days) => {
        expect(deletionWindowProblems(days).length === 0).toBe(days >= 7 && days <= 30);
      }),
    );
  });
});

import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../testing";
import { only, register, type Answers } from "./testing";
import { VersionedBucket, type VersionedBucketArgs } from "./versioned-bucket";

const ANSWERS: Answers = {
  "aws:s3/bucket:Bucket": (name) => ({ bucket: `${name}-x`, arn: `arn:aws:s3:::${name}-x` }),
};
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/data";
const ARGS: VersionedBucketArgs = {
  encryption: { kmsKeyArn: KEY },
  noncurrentDays: 30,
  tags: { "towpath:owner": "platform" },
};

const make = (change: Partial<VersionedBucketArgs> = {}, preview = false) =>
  register(() => new VersionedBucket("artifacts", { ...ARGS, ...change }), {
    answers: ANSWERS,
    preview,
  });

describe("VersionedBucket", () => {
  it("registers exactly what makes a bucket safe, under itself", async () => {
    const all = await make();
    expect(all.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "aws:s3/bucket:Bucket artifacts",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration artifacts-lifecycle",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls artifacts-ownership",
      "aws:s3/bucketPolicy:BucketPolicy artifacts-policy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock artifacts-public-access",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration artifacts-encryption",
      "aws:s3/bucketVersioning:BucketVersioning artifacts-versioning",
      "towpath:data:VersionedBucket artifacts",
    ]);
    for (const { type, parent } of all) {
      if (type.startsWith("aws:")) expect(parent).toBe("towpath:data:VersionedBucket artifacts");
    }
    expect(only(all, "aws:s3/bucket:Bucket").inputs).toEqual({
      forceDestroy: false,
      objectLockEnabled: false,
      tags: ARGS.tags,
    });
    expect(all.find(({ name }) => name === "artifacts-versioning")?.inputs).toEqual({
      bucket: "artifacts-x",
      versioningConfiguration: { status: "Enabled" },
    });
    expect(all.find(({ name }) => name === "artifacts-public-access")?.inputs).toEqual({
      bucket: "artifacts-x",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(all.find(({ name }) => name === "artifacts-encryption")?.inputs).toEqual({
      bucket: "artifacts-x",
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
          bucketKeyEnabled: true,
          blockedEncryptionTypes: ["SSE-C"],
        },
      ],
    });
  });

  it("locks in governance mode, from creation on, when days are given", async () => {
    const all = await make({ objectLockDays: 14 });
    expect(only(all, "aws:s3/bucket:Bucket").inputs.objectLockEnabled).toBe(true);
    const lock = only(all, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration");
    expect(lock.inputs).toEqual({
      bucket: "artifacts-x",
      rule: { defaultRetention: { mode: "GOVERNANCE", days: 14 } },
    });
    expect(lock.dependencies).toContain(
      "aws:s3/bucketVersioning:BucketVersioning artifacts-versioning",
    );
  });

  it("protects and retains every part, not the bucket alone", async () => {
    const all = await make({ protect: true, retainOnDelete: true });
    for (const each of all.filter(({ type }) => type.startsWith("aws:"))) {
      expect([each.name, each.protect, each.retainOnDelete]).toEqual([each.name, true, true]);
    }
  });

  it("destroys objects only when told so by name", async () => {
    const all = await make({ destroyWithObjects: true });
    expect(only(all, "aws:s3/bucket:Bucket").inputs.forceDestroy).toBe(true);
  });

  it("replicates with a role of its own, and hands the lock and the retention on", async () => {
    const all = await register(
      () => {
        const provider = new aws.Provider("second", { region: "us-west-2" });
        new VersionedBucket("artifacts", {
          ...ARGS,
          objectLockDays: 7,
          protect: true,
          replica: { provider, kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/replica" },
        });
      },
      { answers: ANSWERS },
    );
    const replica = only(all, "aws:s3/bucket:Bucket", "artifacts-replica");
    expect(replica).toMatchObject({
      parent: "towpath:data:VersionedBucket artifacts-replica",
      protect: true,
      inputs: { objectLockEnabled: true },
    });
    expect(replica.provider).toContain("::second::");
    expect(only(all, "aws:iam/role:Role", "artifacts-replication-role").provider).toBe("");
  });

  it("previews with the names of what does not exist yet unknown", async () => {
    const all = await make({}, true);
    expect(all).toHaveLength(8);
    const [tls] = (
      only(all, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy as { Statement: unknown[] }
    ).Statement;
    expect(tls).toEqual({
      Sid: "DenyInsecureTransport",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [UNKNOWN, UNKNOWN],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it("refuses contradictions before any resource is registered", async () => {
    const registered: string[] = [];
    let message = "";
    const all = await register(() => {
      try {
        new VersionedBucket("artifacts", { ...ARGS, noncurrentDays: 7, objectLockDays: 14 });
      } catch (error) {
        message = (error as Error).message;
      }
    });
    registered.push(...all.map(({ type }) => type));
    expect(message).toMatch(/noncurrentDays: 7 is shorter than objectLockDays: 14/);
    expect(registered).toEqual(["towpath:data:VersionedBucket"]);
  });
});

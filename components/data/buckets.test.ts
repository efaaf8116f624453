import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { Buckets, type BucketsArgs } from "./buckets";
import { counts, only, register, type Answers } from "./testing";

const ANSWERS: Answers = {
  "aws:s3/bucket:Bucket": (name) => ({ bucket: `${name}-x`, arn: `arn:aws:s3:::${name}-x` }),
  "aws:kms/key:Key": (name) => ({ arn: `arn:aws:kms:us-west-2:111122223333:key/${name}` }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
};

function kept(lockedDays: number): BucketsArgs["retention"] {
  const data = { keptDays: null, restorableDays: 30, lockedDays, copied: true };
  const logs = { keptDays: 90, restorableDays: 90, lockedDays: 0, copied: false };
  return { datasets: data, artifacts: data, reports: data, backups: data, logs };
}

const ARGS: BucketsArgs = {
  kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
  accountId: "111122223333",
  retention: kept(0),
  dataClasses: {
    datasets: "confidential",
    artifacts: "internal",
    reports: "internal",
    backups: "confidential",
    logs: "operational",
  },
  tags: { "towpath:owner": "platform" },
};

describe("Buckets", () => {
  it("makes four data buckets, and a log bucket that collects the logs of all four", async () => {
    const all = await register(() => new Buckets("data", ARGS), { answers: ANSWERS });
    expect(counts(all)).toEqual({
      "towpath:data:Buckets": 1,
      "towpath:data:LogBucket": 1,
      "towpath:data:VersionedBucket": 5,
      "aws:s3/bucket:Bucket": 5,
      "aws:s3/bucketVersioning:BucketVersioning": 5,
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 5,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 5,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 5,
      "aws:s3/bucketPolicy:BucketPolicy": 5,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 5,
      "aws:s3/bucketLogging:BucketLogging": 4,
    });
    const logged = all.filter(({ type }) => type === "aws:s3/bucketLogging:BucketLogging");
    expect(
      logged.map(({ inputs }) => [inputs.bucket, inputs.targetBucket, inputs.targetPrefix]),
    ).toEqual([
      ["data-artifacts-x", "data-logs-x", "artifacts/"],
      ["data-backups-x", "data-logs-x", "backups/"],
      ["data-datasets-x", "data-logs-x", "datasets/"],
      ["data-reports-x", "data-logs-x", "reports/"],
    ]);
    for (const { parent, dependencies } of logged) {
      expect(parent).toBe("towpath:data:LogBucket data-logs");
      expect(dependencies).toContain("aws:s3/bucketPolicy:BucketPolicy data-logs-policy");
    }
  });

  it("never locks the log bucket, encrypts it so that S3 delivers, and expires the logs", async () => {
    const all = await register(() => new Buckets("data", { ...ARGS, retention: kept(7) }), {
      answers: ANSWERS,
    });
    expect(only(all, "aws:s3/bucket:Bucket", "data-logs").inputs.objectLockEnabled).toBe(false);
    expect(
      all
        .filter(({ type }) => type.includes("bucketObjectLockConfiguration"))
        .map(({ name }) => name),
    ).toEqual([
      "data-artifacts-object-lock",
      "data-backups-object-lock",
      "data-datasets-object-lock",
      "data-reports-object-lock",
    ]);
    const encryption = all.find(({ name }) => name === "data-logs-encryption");
    expect(encryption?.inputs.rules).toMatchObject([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    const { policy } = only(all, "aws:s3/bucketPolicy:BucketPolicy", "data-logs-policy").inputs as {
      policy: { Statement: { Effect: string; Condition: unknown }[] };
    };
    expect(policy.Statement.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
      {
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::data-logs-x/*",
        Condition: {
          ArnLike: {
            "aws:SourceArn": ["artifacts", "backups", "datasets", "reports"].map(
              (purpose) => `arn:aws:s3:::data-${purpose}-x`,
            ),
          },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
    ]);
  });

  it("copies every bucket to the second region, with a key and a log bucket there", async () => {
    const all = await register(
      () => {
        const provider = new aws.Provider("second", { region: "us-west-2" });
        new Buckets("data", { ...ARGS, retention: kept(7), replicaRegionProvider: provider });
      },
      { answers: ANSWERS },
    );
    const second = (name: string) => name.includes("-replica") && !name.includes("-replication");
    for (const each of all) {
      if (!each.type.startsWith("aws:")) continue;
      expect(`${each.name}: ${each.provider.includes("::second::")}`).toBe(
        `${each.name}: ${second(each.name)}`,
      );
    }
    expect(counts(all)).toMatchObject({
      "aws:kms/key:Key": 1,
      "aws:s3/bucket:Bucket": 10,
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": 8,
      "aws:s3/bucketLogging:BucketLogging": 8,
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig": 4,
      "aws:iam/role:Role": 4,
      "aws:iam/rolePolicy:RolePolicy": 4,
    });
    expect(only(all, "aws:kms/key:Key").inputs).toMatchObject({
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: ARGS.tags,
    });
    const config = only(
      all,
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      "data-artifacts-replication-config",
    );
    expect(config.inputs).toMatchObject({
      bucket: "data-artifacts-x",
      rules: [
        {
          status: "Enabled",
          deleteMarkerReplication: { status: "Disabled" },
          destination: {
            bucket: "arn:aws:s3:::data-artifacts-replica-x",
            encryptionConfiguration: {
              replicaKmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/data-replica-key",
            },
          },
        },
      ],
    });
    // Both ends are versioned first.
    expect(config.dependencies).toEqual(
      expect.arrayContaining([
        "aws:s3/bucketVersioning:BucketVersioning data-artifacts-versioning",
        "aws:s3/bucketVersioning:BucketVersioning data-artifacts-replica-versioning",
      ]),
    );
  });

  it("tags everything that can be tagged, and hangs nothing outside a component", async () => {
    const all = await register(
      () => {
        const replicaRegionProvider = new aws.Provider("second", { region: "us-west-2" });
        new Buckets("data", { ...ARGS, replicaRegionProvider });
      },
      { answers: ANSWERS },
    );
    const taggable = all.filter(({ type }) => /:(Bucket|Key|Role)$/.test(type));
    expect(taggable).toHaveLength(15);
    for (const { inputs } of taggable) expect(inputs.tags).toMatchObject(ARGS.tags);
    const classes = all
      .filter(({ type }) => type === "aws:s3/bucket:Bucket")
      .map(({ name, inputs }) => [
        name,
        (inputs.tags as Record<string, string>)["towpath:data-class"],
      ]);
    expect(Object.fromEntries(classes)).toEqual({
      "data-artifacts": "internal",
      "data-artifacts-replica": "internal",
      "data-backups": "confidential",
      "data-backups-replica": "confidential",
      "data-datasets": "confidential",
      "data-datasets-replica": "confidential",
      "data-logs": "operational",
      "data-replica-logs": "operational",
      "data-reports": "internal",
      "data-reports-replica": "internal",
    });
    const outside = all.filter(({ parent }) => parent === "").map(({ name }) => name);
    expect(outside).toEqual(["second", "data"]);
  });

  it("previews with everything that it would make, unknowns and all", async () => {
    const program = () => {
      const replicaRegionProvider = new aws.Provider("second", { region: "us-west-2" });
      new Buckets("data", { ...ARGS, retention: kept(7), replicaRegionProvider });
    };
    const preview = await register(program, { preview: true });
    const update = await register(program, { answers: ANSWERS });
    expect(counts(preview)).toEqual(counts(update));
  });
});

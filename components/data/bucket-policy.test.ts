import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketPolicy } from "./bucket-policy";
import { replicaKeyPolicy } from "./replica-key";
import { REPLICATION_TRUST, replicationPolicy } from "./replication-policy";
import type { PolicyStatement } from "../../lib/iam-policy";

const statements = (json: string) =>
  (JSON.parse(json) as { Statement: PolicyStatement[] }).Statement;

const ARN = "arn:aws:s3:::data-artifacts";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/data";

describe("the policy of a bucket", () => {
  it("refuses plain HTTP and old TLS for everybody, on the bucket and its objects", () => {
    const [insecure, old] = statements(bucketPolicy({ bucketArn: ARN }));
    for (const statement of [insecure, old]) {
      expect(statement).toMatchObject({
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [ARN, `${ARN}/*`],
      });
    }
    expect(insecure?.Condition).toEqual({ Bool: { "aws:SecureTransport": "false" } });
    expect(old?.Condition).toEqual({ NumericLessThan: { "s3:TlsVersion": "1.2" } });
  });

  it("refuses another encryption, but not an upload that leaves it to the bucket", () => {
    const denials = statements(bucketPolicy({ bucketArn: ARN, kmsKeyArn: KEY })).slice(2);
    expect(denials.map(({ Sid }) => Sid)).toEqual(["DenyOtherEncryption", "DenyOtherKey"]);
    for (const { Condition } of denials) {
      // Without it StringNotEquals would match an absent header.
      expect(Object.values(Condition?.Null ?? {})).toEqual(["false"]);
    }
  });

  it("allows nobody anything unless logs are delivered", () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (name, kmsKeyArn) => {
        const all = statements(bucketPolicy({ bucketArn: `arn:aws:s3:::${name}`, kmsKeyArn }));
        expect(all.every(({ Effect }) => Effect === "Deny")).toBe(true);
        expect(new Set(all.map(({ Sid }) => Sid)).size).toBe(all.length);
      }),
    );
  });

  it("never allows a wildcard principal, even with log delivery", () => {
    const all = statements(
      bucketPolicy({
        bucketArn: ARN,
        logDelivery: { accountId: "111122223333", sourceArns: ["arn:aws:s3:::a"] },
      }),
    );
    const allowed = all.filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toHaveLength(1);
    expect(allowed[0]?.Principal).toEqual({ Service: "logging.s3.amazonaws.com" });
  });

  it("lets the account's role for reports of AWS Backup write under its prefix, and nobody else", () => {
    const reports = { bucketArn: ARN, reportDelivery: { accountId: "111122223333" } };
    expect(statements(bucketPolicy(reports)).filter(({ Effect }) => Effect === "Allow")).toEqual([
      {
        Sid: "AllowBackupReports",
        Effect: "Allow",
        Principal: {
          AWS: "arn:aws:iam::111122223333:role/aws-service-role/reports.backup.amazonaws.com/AWSServiceRoleForBackupReports",
        },
        Action: "s3:PutObject",
        Resource: `${ARN}/aws-backup/*`,
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ]);
  });

  it("lets CloudTrail write under its prefix, for the account's own trails of the region", () => {
    const all = statements(
      bucketPolicy({
        bucketArn: ARN,
        trailDelivery: { accountId: "111122223333", region: "eu-west-1" },
      }),
    );
    const allowed = all.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ["s3:GetBucketAcl", ARN],
      ["s3:PutObject", `${ARN}/cloudtrail/AWSLogs/111122223333/*`],
    ]);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: "cloudtrail.amazonaws.com" });
      expect(Condition?.ArnLike).toEqual({
        "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/*",
      });
    }
  });
});

describe("the policy of a replication role", () => {
  const facts = {
    sourceArn: "arn:aws:s3:::a",
    sourceKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/a",
    replicaArn: "arn:aws:s3:::b",
    replicaKeyArn: "arn:aws:kms:us-west-2:111122223333:key/b",
  };
  const all = statements(replicationPolicy(facts));

  it("names every resource: nothing is allowed on all of them", () => {
    for (const { Action, Resource } of all) {
      expect([Resource].flat()).not.toContain("*");
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
    }
  });

  it("cannot write to the source, read from the replica, or copy deletions", () => {
    const actionsOn = (resource: string) =>
      all
        .filter((statement) => [statement.Resource].flat().includes(resource))
        .flatMap(({ Action }) => [Action].flat());
    expect(actionsOn("arn:aws:s3:::a/*").every((action) => action.startsWith("s3:Get"))).toBe(true);
    expect(actionsOn("arn:aws:s3:::b/*")).toEqual(["s3:ReplicateObject", "s3:ReplicateTags"]);
    expect(actionsOn(facts.sourceKeyArn)).toEqual(["kms:Decrypt"]);
    expect(actionsOn(facts.replicaKeyArn)).toEqual(["kms:Encrypt", "kms:GenerateDataKey"]);
  });

  it("is assumed by S3 alone", () => {
    expect(statements(REPLICATION_TRUST)).toMatchObject([
      { Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });
});

describe("the policy of the replicas' key", () => {
  it("leaves it to the account's IAM policies, with no wildcard principal", () => {
    expect(statements(replicaKeyPolicy("111122223333"))).toMatchObject([
      { Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*" },
    ]);
  });
});

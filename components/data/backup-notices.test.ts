import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ofType, run, untagged } from "../testing";
import { BackupNotices } from "./backup-notices";

class Ready extends pulumi.ComponentResource {
  constructor() {
    super("test:Ready", "ready");
  }
}

const TAGS = { "towpath:owner": "platform" };
const made = async () =>
  (
    await run(
      () =>
        new BackupNotices("notices", {
          environment: "pre-prod",
          vaultName: "vault-x",
          topicArn: "arn:aws:sns:eu-west-1:111122223333:topic",
          reportsBucket: { name: "reports-x", ready: new Ready() },
          tags: TAGS,
        }),
      {},
    )
  ).all;

describe("BackupNotices", () => {
  it("tells the topic what went wrong, and nothing that went well", async () => {
    const [events, ...more] = ofType(
      await made(),
      "aws:backup/vaultNotifications:VaultNotifications",
    );
    expect(more).toEqual([]);
    expect(events?.inputs).toEqual({
      backupVaultName: "vault-x",
      snsTopicArn: "arn:aws:sns:eu-west-1:111122223333:topic",
      backupVaultEvents: ["COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED"],
    });
  });

  it("reports every job of the day below one prefix, under names that AWS Backup takes", async () => {
    const plans = ofType(await made(), "aws:backup/reportPlan:ReportPlan");
    expect(plans.map(({ inputs }) => inputs.reportSetting)).toEqual([
      { reportTemplate: "BACKUP_JOB_REPORT" },
      { reportTemplate: "COPY_JOB_REPORT" },
      { reportTemplate: "RESTORE_JOB_REPORT" },
    ]);
    for (const { inputs } of plans) {
      expect(inputs.name).toMatch(/^pre_prod_[a-z_]+$/);
      expect(inputs.reportDeliveryChannel).toEqual({
        s3BucketName: "reports-x",
        s3KeyPrefix: "aws-backup",
        formats: ["CSV", "JSON"],
      });
    }
    expect(untagged(plans, TAGS)).toEqual([]);
  });
});

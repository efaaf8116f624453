import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { VAULT_EVENTS } from "../config/recovery-alarms";
import { REPORTS_PREFIX } from "./bucket-policy";

/**
 * Reports of AWS Backup: each lists the jobs of the last 24 hours, every day.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/create-report-plan-api.html
 */
const REPORTS = {
  backup: "BACKUP_JOB_REPORT",
  copy: "COPY_JOB_REPORT",
  restore: "RESTORE_JOB_REPORT",
} as const;

export interface BackupNoticesArgs {
  /** The environment's name: part of the names of report plans. Plain. */
  readonly environment: string;
  readonly vaultName: pulumi.Input<string>;
  /** Who is told; its policy, and that of its key, must admit AWS Backup. */
  readonly topicArn: pulumi.Input<string>;
  /** Where reports go, below `aws-backup/`; its policy must admit the role of AWS Backup's reports. */
  readonly reportsBucket: {
    readonly name: pulumi.Input<string>;
    /** Its policy: what must be there before a report is written. */
    readonly ready: pulumi.Resource;
  };
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What AWS Backup tells by itself: at once of objects that it left out and copies that failed, and once
 * a day of every job. Failed jobs are an alarm on what CloudTrail tells (components/config/alarms.ts).
 */
export class BackupNotices extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:BackupNotices";

  constructor(name: string, args: BackupNoticesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BackupNotices.__pulumiType, name, {}, opts);
    const own = { parent: this };
    new aws.backup.VaultNotifications(
      `${name}-events`,
      {
        backupVaultName: args.vaultName,
        backupVaultEvents: [...VAULT_EVENTS],
        snsTopicArn: args.topicArn,
      },
      own,
    );
    for (const [kind, reportTemplate] of Object.entries(REPORTS)) {
      new aws.backup.ReportPlan(
        `${name}-${kind}-report`,
        {
          // Letters, digits and underscores alone, which Pulumi's own names are not.
          name: `${args.environment}_${kind}_jobs`.replaceAll("-", "_"),
          reportDeliveryChannel: {
            s3BucketName: args.reportsBucket.name,
            s3KeyPrefix: REPORTS_PREFIX,
            formats: ["CSV", "JSON"],
          },
          reportSetting: { reportTemplate },
          tags: { ...args.tags },
        },
        { ...own, deleteBeforeReplace: true, dependsOn: [args.reportsBucket.ready] },
      );
    }
    this.registerOutputs({});
  }
}

import * as pulumi from "@pulumi/pulumi";
import { RecoveryAlarms } from "../audit/recovery-alarms";
import type { AwsEnvironment } from "../config/environment";
import { type Belonging, tagsOf } from "../config/tags";
import { BackupNotices } from "../data/backup-notices";
import type { Backups } from "../data/backups";
import type { Buckets } from "../data/buckets";

export interface RecoveryWatchArgs {
  readonly environment: AwsEnvironment;
  readonly backups: Backups;
  readonly buckets: Buckets;
  /** The topic that alarms tell. */
  readonly topicArn: pulumi.Input<string>;
  /** Whom and what everything here is for; its owner acts. */
  readonly part: Belonging;
}

/**
 * Who hears when a backup or a drill fails or does not come, where data is promised: alarms on what the
 * jobs tell, and what AWS Backup tells by itself.
 */
export class RecoveryWatch extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:RecoveryWatch";

  constructor(name: string, args: RecoveryWatchArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RecoveryWatch.__pulumiType, name, {}, opts);
    const { environment, backups, buckets, topicArn, part } = args;
    const own = { parent: this };
    const shared = { environment: part.environment, topicArn, tags: tagsOf(part) };
    new BackupNotices(
      `${name}-notices`,
      {
        ...shared,
        vaultName: backups.vaultName,
        reportsBucket: { name: buckets.reports.bucketName, ready: buckets.reports.policy },
      },
      own,
    );
    // Runs and artifacts, which drills are about, come with the second layer.
    if (environment.maturity >= 2) new RecoveryAlarms(`${name}-alarms`, shared, own);
    this.registerOutputs({});
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { retentionOptions, type RetentionArgs } from "../config/retention";

export interface BackupVaultArgs extends RetentionArgs {
  /** The key of what AWS Backup encrypts itself, of the vault's region. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * Days, from 1, before which no backup in it can be deleted; shorter ones are refused. Plain.
   * @default no lock, and deleting the vault deletes its backups
   */
  readonly lockedDays?: number;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where backups lie, in one region. Its lock is in governance mode: nobody deletes a backup early
 * without lifting the lock first, which takes a right of its own and leaves a trace. Never compliance
 * mode: nobody, AWS included, can end one, and a retention of a year by mistake is paid for a year.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 */
export class BackupVault extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:BackupVault";

  readonly vaultName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BackupVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BackupVault.__pulumiType, name, {}, opts);
    const own = { parent: this, ...retentionOptions(args) };
    const { lockedDays } = args;
    const vault = new aws.backup.Vault(
      name,
      {
        kmsKeyArn: args.kmsKeyArn,
        forceDestroy: lockedDays === undefined,
        tags: { ...args.tags },
      },
      own,
    );
    if (lockedDays !== undefined) {
      new aws.backup.VaultLockConfiguration(
        `${name}-lock`,
        // Without changeableForDays, which would make it compliance mode.
        { backupVaultName: vault.name, minRetentionDays: lockedDays },
        own,
      );
    }
    this.vaultName = vault.name;
    this.arn = vault.arn;
    this.registerOutputs({ vaultName: this.vaultName, arn: this.arn });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BackupCare } from "../config/recovery";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { type BackupPlan, backupPlans, careProblems, tagConditions } from "./backup-plans";
import { BackupRole } from "./backup-role";
import { BackupVault } from "./backup-vault";
import { ReplicaKey } from "./replica-key";
import { RestoreTests } from "./restore-tests";

export interface BackupsArgs extends RetentionArgs {
  /** The environment's name: chooses what is backed up by its tag. Plain. */
  readonly environment: string;
  /** How backups are kept. Plain: it decides which resources exist. */
  readonly care: BackupCare;
  /** The key of the vault. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** The account that all this is in, 12 digits. */
  readonly accountId: pulumi.Input<string>;
  /**
   * The provider of the second region. Plain; used where backups are copied.
   * @default no copies
   */
  readonly secondRegion?: aws.Provider;
  /** Days, 7 to 30, between deleting the copies' key and losing them. Plain. */
  readonly kmsDeletionWindowDays: number;
  /**
   * The subnet group that restore tests put databases into.
   * @default no database, none is tried
   */
  readonly databaseSubnetGroup?: pulumi.Input<string>;
  /**
   * Will people restore by hand? Then there is a role for it where no test needs one. Plain.
   * @default false
   */
  readonly restoredByPeople?: boolean;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Backups of everything that carries the environment's tag and a class of data that is promised: one
 * vault, a plan a class and way, restore tests, copies in a second region.
 */
export class Backups extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:Backups";

  /** The vault's name: what a restore asks for. */
  readonly vaultName: pulumi.Output<string>;
  readonly vaultArn: pulumi.Output<string>;
  /** The role that AWS Backup restores as; undefined where nobody restores. */
  readonly restoreRoleName: pulumi.Output<string> | undefined;

  /** @throws ResourceError for a retention that AWS Backup refuses, or copies without a second region */
  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Backups.__pulumiType, name, {}, opts);
    const { care } = args;
    const problems = careProblems(care);
    if (care.copied && args.secondRegion === undefined) {
      problems.push("secondRegion: none; care.copied needs the provider of a second region");
    }
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);

    const vault = new BackupVault(
      `${name}-vault`,
      { ...this.shared(args), kmsKeyArn: args.kmsKeyArn },
      { parent: this },
    );
    const copies = this.copies(name, args);
    const role = new BackupRole(
      `${name}-role`,
      { purpose: "backup", tags: args.tags },
      { parent: this },
    );
    for (const plan of backupPlans(care)) {
      this.plan(`${name}-${plan.dataClass}-${plan.way}`, args, { plan, vault, copies, role });
    }
    this.restoreRoleName = this.restoreRole(name, args, vault);
    this.vaultName = vault.vaultName;
    this.vaultArn = vault.arn;
    this.registerOutputs({ vaultName: this.vaultName, vaultArn: this.vaultArn });
  }

  /** That of the restore tests, or one for people alone. */
  private restoreRole(
    name: string,
    args: BackupsArgs,
    vault: BackupVault,
  ): pulumi.Output<string> | undefined {
    const own = { parent: this };
    const { databaseSubnetGroup, environment, restoredByPeople = false, tags } = args;
    if (args.care.restoreTested) {
      return new RestoreTests(
        `${name}-restore-tests`,
        {
          environment,
          vaultArn: vault.arn,
          ...(databaseSubnetGroup !== undefined && { databaseSubnetGroup }),
          tags,
        },
        own,
      ).roleName;
    }
    if (!restoredByPeople) return undefined;
    return new BackupRole(`${name}-restore-role`, { purpose: "restore", tags }, own).roleName;
  }

  /** What both vaults have in common. */
  private shared({ care, tags, ...args }: BackupsArgs) {
    return {
      ...retentionOptions(args),
      ...(care.locked && { lockedDays: care.retentionDays }),
      tags,
    };
  }

  /** The vault of the second region, with a key of that region. */
  private copies(name: string, args: BackupsArgs): BackupVault | undefined {
    const { secondRegion } = args;
    if (!args.care.copied || secondRegion === undefined) return undefined;
    const there = { parent: this, providers: [secondRegion] };
    const key = new ReplicaKey(
      `${name}-copies-key`,
      {
        ...retentionOptions(args),
        accountId: args.accountId,
        deletionWindowDays: args.kmsDeletionWindowDays,
        description: "Backups of the platform, copied to a second region",
        tags: args.tags,
      },
      there,
    );
    return new BackupVault(`${name}-copies`, { ...this.shared(args), kmsKeyArn: key.arn }, there);
  }

  private plan(name: string, args: BackupsArgs, { plan, vault, copies, role }: PlanParts): void {
    // Neither protected nor retained, as the vaults are: a plan holds no data, and a selection is
    // replaced by every change.
    const own = { parent: this };
    const made = new aws.backup.Plan(
      name,
      {
        rules: plan.rules.map((rule) => ({
          ruleName: rule.name,
          targetVaultName: vault.vaultName,
          schedule: rule.schedule.expression,
          enableContinuousBackup: rule.continuous,
          lifecycle: { deleteAfter: rule.keepDays },
          ...(copies !== undefined && {
            // Of a continuous backup the copy is a snapshot a day:
            // https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery-copying.html
            copyActions: [
              { destinationVaultArn: copies.arn, lifecycle: { deleteAfter: rule.keepDays } },
            ],
          }),
        })),
        tags: { ...args.tags },
      },
      own,
    );
    new aws.backup.Selection(
      `${name}-selection`,
      {
        planId: made.id,
        iamRoleArn: role.arn,
        resources: [...plan.resources],
        conditions: [{ stringEquals: tagConditions(args.environment, plan.dataClass) }],
      },
      { ...own, dependsOn: [...role.policies] },
    );
  }
}

interface PlanParts {
  readonly plan: BackupPlan;
  readonly vault: BackupVault;
  readonly copies: BackupVault | undefined;
  readonly role: BackupRole;
}

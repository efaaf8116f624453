import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tagConditions } from "./backup-plans";
import { BackupRole } from "./backup-role";

/** Sundays at 08:00 UTC, after the night's backups and while nobody deploys. */
const WEEKLY = "cron(0 8 ? * SUN *)";

/** Days back in which the newest backup is taken: a week, so that a week without backups fails. */
const WINDOW_DAYS = 7;

/** Hours until the test may start, and until what it restored is deleted, before the next backups. */
const START_WINDOW_HOURS = 4;
const VALIDATION_HOURS = 8;

export interface RestoreTestsArgs {
  /** The environment's name: chooses by tag, and is part of names. Plain. */
  readonly environment: string;
  /** The vault whose backups are tried. */
  readonly vaultArn: pulumi.Input<string>;
  /**
   * The subnet group that databases are restored into. Without one AWS Backup takes the default VPC,
   * and fails where there is none. In ours a restored database has the VPC's default security group,
   * which lets nobody in.
   * @default no database, none is tried
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
   */
  readonly databaseSubnetGroup?: pulumi.Input<string>;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Restores the newest backup of everything every week, beside the original, and deletes it again:
 * a backup that nobody restored is a hope. Whether what came back is right, a drill must tell.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
 */
export class RestoreTests extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:RestoreTests";

  /** The plan's name: what a drill asks AWS Backup about. */
  readonly planName: pulumi.Output<string>;
  /** The role that AWS Backup restores as. */
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: RestoreTestsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RestoreTests.__pulumiType, name, {}, opts);
    const { databaseSubnetGroup } = args;
    const role = new BackupRole(
      `${name}-role`,
      { purpose: "restore", tags: args.tags },
      { parent: this },
    );
    // Letters, digits and underscores alone, which Pulumi's own names are not; a name that is fixed
    // must be free before its successor is made.
    const physical = (suffix: string) => `${args.environment}_${suffix}`.replaceAll("-", "_");
    const fixed = { parent: this, deleteBeforeReplace: true };
    const plan = new aws.backup.RestoreTestingPlan(
      name,
      {
        name: physical("restore_tests"),
        scheduleExpression: WEEKLY,
        startWindowHours: START_WINDOW_HOURS,
        recoveryPointSelection: {
          algorithm: "LATEST_WITHIN_WINDOW",
          includeVaults: [args.vaultArn],
          recoveryPointTypes: ["CONTINUOUS", "SNAPSHOT"],
          selectionWindowDays: WINDOW_DAYS,
        },
        tags: { ...args.tags },
      },
      fixed,
    );
    const test = (
      kind: "rds" | "s3",
      restoreMetadataOverrides?: Record<string, pulumi.Input<string>>,
    ) =>
      new aws.backup.RestoreTestingSelection(
        `${name}-${kind}`,
        {
          name: physical(kind),
          restoreTestingPlanName: plan.name,
          protectedResourceType: kind.toUpperCase(),
          protectedResourceConditions: { stringEquals: tagConditions(args.environment) },
          iamRoleArn: role.arn,
          validationWindowHours: VALIDATION_HOURS,
          ...(restoreMetadataOverrides !== undefined && { restoreMetadataOverrides }),
        },
        { ...fixed, dependsOn: [...role.policies] },
      );
    test("s3");
    if (databaseSubnetGroup !== undefined) test("rds", { dbSubnetGroupName: databaseSubnetGroup });

    this.planName = plan.name;
    this.roleName = role.roleName;
    this.registerOutputs({ planName: this.planName, roleName: this.roleName });
  }
}

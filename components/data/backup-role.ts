import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

/** What AWS Backup does as a role. S3 has policies of its own: https://docs.aws.amazon.com/aws-backup/latest/devguide/s3-backups.html */
const POLICIES = {
  backup: {
    description: "Backs up what the platform's plans choose",
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
    all: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForS3Backup.html
    s3: "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
  },
  restore: {
    description: "Restores backups of the platform, in tests and in earnest",
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html
    all: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForS3Restore.html
    s3: "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
  },
} as const;

export interface BackupRoleArgs {
  /** What AWS Backup does with it: whoever reads data for backups cannot write it back. Plain. */
  readonly purpose: keyof typeof POLICIES;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A role of AWS Backup, with the policies that AWS keeps up to date for it. */
export class BackupRole extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:BackupRole";

  readonly arn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
  /** What must exist before the role is used. */
  readonly policies: readonly pulumi.Resource[];

  constructor(name: string, args: BackupRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BackupRole.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { description, all, s3 } = POLICIES[args.purpose];
    const role = new aws.iam.Role(
      name,
      {
        description,
        assumeRolePolicy: policyDocument({}, () => serviceTrust("backup.amazonaws.com")),
        tags: { ...args.tags },
      },
      own,
    );
    const attach = (suffix: string, policyArn: string) =>
      new aws.iam.RolePolicyAttachment(`${name}-${suffix}`, { role: role.name, policyArn }, own);
    this.policies = [attach("policy", all), attach("s3-policy", s3)];
    this.arn = role.arn;
    this.roleName = role.name;
    this.registerOutputs({ arn: this.arn, roleName: this.roleName });
  }
}

/*
 * What statements about people may name in AWS, once each: the ARN and the conditions that always go
 * with it. `<…>` stands for what only an environment knows: `<partition>`, `<region>`, `<account>`,
 * `<cluster>`, `<team>`, `<environment>`, the physical name of a bucket, vault or role, the id of a
 * key, `<record-artifact>` for the folder of an artifact that a promotion record names. Formats of
 * ARNs and the conditions that actions take: the Service Authorization Reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Operator → key → values, as in a policy. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Something in AWS that a statement can be about. */
export interface IamResource {
  readonly arns: readonly string[];
  /** Narrows every statement about it. */
  readonly conditions?: Conditions;
}

/** Folder of a team's artifacts, datasets: components/jobs/team-policy.ts, which a test compares. */
export const TEAM_ARTIFACTS = "mlflow/teams/<team>";
export const TEAM_DATASETS = "teams/<team>";
/** Folder of everything that tracking keeps: components/composed/artifact-folders.ts. */
export const ALL_ARTIFACTS = "mlflow";

const bucket = (name: string) => `arn:<partition>:s3:::<${name}-bucket>`;
const folder = (name: string, prefix: string): IamResource => ({
  arns: [`${bucket(name)}/${prefix}/*`],
});
/** A listing is of a bucket; the folder is a condition. */
const listing = (name: string, prefix: string): IamResource => ({
  arns: [bucket(name)],
  conditions: { StringLike: { "s3:prefix": [prefix, `${prefix}/*`] } },
});
/** A key, through one service alone: nobody decrypts by hand. */
const key = (keyClass: string, service: string): IamResource => ({
  arns: [`arn:<partition>:kms:<region>:<account>:key/<${keyClass}-key>`],
  conditions: { StringEquals: { "kms:ViaService": [`${service}.<region>.amazonaws.com`] } },
});
const SECRETS = "arn:<partition>:secretsmanager:<region>:<account>:secret:*";

/** Kind of resource → what it is in AWS. */
export const IAM_RESOURCES = {
  cluster: { arns: ["arn:<partition>:eks:<region>:<account>:cluster/<cluster>"] },
  "team-artifacts": folder("artifacts", TEAM_ARTIFACTS),
  "team-artifacts-listing": listing("artifacts", TEAM_ARTIFACTS),
  "team-datasets": folder("datasets", TEAM_DATASETS),
  "team-datasets-listing": listing("datasets", TEAM_DATASETS),
  "all-artifacts": folder("artifacts", ALL_ARTIFACTS),
  "all-artifacts-listing": listing("artifacts", ALL_ARTIFACTS),
  /** Current and previous version of every service: what is served and what a rollback needs. */
  "promoted-artifacts": { arns: [`${bucket("artifacts")}/<record-artifact>/*`] },
  "data-key": key("data", "s3"),
  "secrets-key": key("secrets", "secretsmanager"),
  /** Secrets that the program makes: physical names are generated, the tags are not. */
  "platform-secrets": {
    arns: [SECRETS],
    conditions: {
      StringEquals: {
        "aws:ResourceTag/towpath:environment": ["<environment>"],
        "aws:ResourceTag/towpath:rotation": ["deploy", "first-use"],
      },
    },
  },
  /** Secrets that their first user replaces (docs/secrets.md, "The tag"). */
  "first-use-secrets": {
    arns: [SECRETS],
    conditions: {
      StringEquals: {
        "aws:ResourceTag/towpath:environment": ["<environment>"],
        "aws:ResourceTag/towpath:rotation": ["first-use"],
      },
    },
  },
  "backup-vault": { arns: ["arn:<partition>:backup:<region>:<account>:backup-vault:<vault>"] },
  /**
   * Of databases and of buckets; AWS Backup generates their names.
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#access-control-resources
   */
  "recovery-points": {
    arns: [
      "arn:<partition>:rds:<region>:<account>:snapshot:awsbackup:*",
      "arn:<partition>:backup:<region>:<account>:recovery-point:*",
    ],
  },
  /** The role that AWS Backup restores as, handed to AWS Backup and to nobody else. */
  "restore-role": {
    arns: ["arn:<partition>:iam::<account>:role/<restore-role>"],
    conditions: { StringEquals: { "iam:PassedToService": ["backup.amazonaws.com"] } },
  },
} as const satisfies Readonly<Record<string, IamResource>>;

/** A key of {@link IAM_RESOURCES}. */
export type IamResourceKind = keyof typeof IAM_RESOURCES;

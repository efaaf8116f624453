import type { types } from "@pulumi/aws";
import type { DataClass } from "../config/environment-schema";
import { archiveDays, type BackupCare, PROMISED_CLASSES } from "../config/recovery";

/*
 * What is backed up, when, and for how long. Pure: everything here is known before anything is
 * registered.
 */

/** Most days that a continuous backup goes back: https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery-retention-period.html */
export const MOST_CONTINUOUS_DAYS = 35;

/**
 * Ways to back something up, with the ARNs of what each is for. Kinds are written out, since AWS
 * Backup takes a kind that is named even where the account has not opted in to it (Aurora apart).
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
 */
export const WAYS = {
  // Goes back to any second.
  continuous: ["arn:aws:s3:::*"],
  // RDS goes back to any second by itself, as its component says. A continuous backup would take
  // that away from the component: AWS Backup then owns retention and window of the instance, and an
  // update that says another fails (https://github.com/hashicorp/terraform-provider-aws/issues/33465).
  daily: [
    "arn:aws:dynamodb:*:*:table/*",
    "arn:aws:ec2:*:*:volume/*",
    "arn:aws:elasticfilesystem:*:*:file-system/*",
    "arn:aws:fsx:*:*:file-system/*",
    "arn:aws:rds:*:*:cluster:*",
    "arn:aws:rds:*:*:db:*",
  ],
} as const satisfies Record<string, readonly string[]>;

export type BackupWay = keyof typeof WAYS;

/** When a rule starts; all times are UTC. */
export interface Schedule {
  readonly expression: string;
  /** Hours between two starts, at most. */
  readonly everyHours: number;
}

/**
 * Daily, clear of RDS's own backup (02:00) and maintenance (until 04:30 on Sundays) and of the hour
 * before it, in which AWS Backup starts none. The archive's has a day of its own, an hour later.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
 */
export const DAILY: Schedule = { expression: "cron(30 5 * * ? *)", everyHours: 24 };
export const MONTHLY: Schedule = { expression: "cron(30 6 1 * ? *)", everyHours: 31 * 24 };

/** One rule of a plan; days are whole. */
export interface BackupRule {
  readonly name: string;
  readonly schedule: Schedule;
  readonly keepDays: number;
  readonly continuous: boolean;
}

/** A plan and what it is for. */
export interface BackupPlan {
  readonly dataClass: DataClass;
  readonly way: BackupWay;
  readonly resources: readonly string[];
  readonly rules: readonly BackupRule[];
}

/** The plans of an environment: one a class of data and way to back it up. */
export function backupPlans(care: BackupCare): BackupPlan[] {
  return PROMISED_CLASSES.flatMap((dataClass) =>
    (Object.keys(WAYS) as BackupWay[]).map((way) => ({
      dataClass,
      way,
      resources: WAYS[way],
      rules: rulesOf(dataClass, way, care),
    })),
  );
}

function rulesOf(dataClass: DataClass, way: BackupWay, care: BackupCare): BackupRule[] {
  const daily = {
    name: way,
    schedule: DAILY,
    keepDays: care.retentionDays,
    continuous: way === "continuous",
  };
  const keepDays = archiveDays(dataClass, care);
  if (keepDays === null) return [daily];
  return [daily, { name: "archive", schedule: MONTHLY, keepDays, continuous: false }];
}

/** What is wrong with how backups are kept, each as property, given value, allowed values and fix. */
export function careProblems({ retentionDays }: BackupCare): string[] {
  return Number.isInteger(retentionDays) &&
    retentionDays >= 1 &&
    retentionDays <= MOST_CONTINUOUS_DAYS
    ? []
    : [
        `retentionDays: ${retentionDays}; expected 1 to ${MOST_CONTINUOUS_DAYS} days, as AWS Backup ` +
          "keeps continuous backups; keep some longer by the archive",
      ];
}

/**
 * Chooses by the tags that everything of the platform carries, so that what is added later is backed
 * up without anybody remembering. Both must hold: environments may share an account.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
 */
export function tagConditions(
  environment: string,
  dataClass?: DataClass,
): types.input.backup.SelectionConditionStringEqual[] {
  return [
    { key: "aws:ResourceTag/towpath:environment", value: environment },
    ...(dataClass === undefined
      ? []
      : [{ key: "aws:ResourceTag/towpath:data-class", value: dataClass }]),
  ];
}

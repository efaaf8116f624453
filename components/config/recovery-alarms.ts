import { OVERDUE_HOURS } from "./recovery";

/*
 * What the jobs of an environment tell of its backups and drills, and which alarm comes of it: one list
 * for the component that makes the alarms and for the rule that asks for them. Plain data.
 */

/** Metrics of the namespace `recoveryNamespace`; none has a dimension. */
export type RecoveryMetric = "BackupAgeHours" | "DrillAgeHours" | "DrillPassed";

/** An alarm on one of them. Each hour is judged by itself; it rises when all of `hours` are bad. */
export interface RecoveryAlarm {
  /** What happened: one sentence, in the message that people get. */
  readonly what: string;
  /** The page to open, from the repository's root. */
  readonly runbook: string;
  readonly metric: RecoveryMetric;
  readonly statistic: "Maximum" | "Minimum";
  readonly comparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Hours in a row; CloudWatch looks back 168 at most. */
  readonly hours: number;
  readonly treatMissingData: "breaching" | "notBreaching";
}

/**
 * Seconds of an hour: from this period on, CloudWatch looks back seven days, below it one.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period)
 */
export const ALARM_PERIOD_SECONDS = 3600;

/**
 * Hours in which the backup job, once a day, must have said that all is well: a day, and six hours in
 * which it may wait and run. Silence counts as bad, so that a job that is gone is noticed.
 */
const DAILY_HOURS = 30;

/** Alarm → when it rises. */
export const RECOVERY_ALARMS: Readonly<Record<string, RecoveryAlarm>> = {
  "backup-overdue": {
    what: "The newest backup of runs, artifacts and records is older than promised, or nobody says how old.",
    runbook: "docs/runbooks/backup-failed.md",
    metric: "BackupAgeHours",
    statistic: "Minimum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: OVERDUE_HOURS.backup,
    hours: DAILY_HOURS,
    treatMissingData: "breaching",
  },
  "drill-overdue": {
    what: "No restore drill passed for more than eight days, or nobody says when one did: nothing can be promoted.",
    runbook: "docs/runbooks/drill-overdue.md",
    metric: "DrillAgeHours",
    statistic: "Minimum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: OVERDUE_HOURS.drill,
    hours: DAILY_HOURS,
    treatMissingData: "breaching",
  },
  "drill-failed": {
    what: "A restore drill failed: what was backed up cannot be brought back as promised.",
    runbook: "docs/runbooks/drill-failed.md",
    metric: "DrillPassed",
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    hours: 1,
    treatMissingData: "notBreaching",
  },
};

/**
 * What a vault tells a topic at once: nothing but what went wrong. AWS has no event for a failed backup
 * or restore any more, only for every one that ended, good or bad.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html
 */
export const VAULT_EVENTS = [
  "COPY_JOB_FAILED",
  "S3_BACKUP_OBJECT_FAILED",
  "S3_RESTORE_OBJECT_FAILED",
] as const;

import type { DataClass } from "./environment-schema";
import type { PostureSettings } from "./posture";

/**
 * What is promised about getting data back, by its class: decisions of this platform, not facts of a
 * cloud. Backups are planned from it, restore drills are measured against it.
 */
export interface RecoveryTargets {
  /**
   * Recovery point: hours of work that may be lost when everything but the locked backup is gone.
   * Smaller accidents lose less: RDS and S3 go back to any second within the posture's retention.
   */
  readonly rpoHours: number;
  /** Recovery time: hours from deciding to restore until the data is in use again. */
  readonly rtoHours: number;
  /** Months that one backup a month is kept, where the posture keeps an archive. */
  readonly archiveMonths: number;
}

/** Class of data → what is promised; null where nothing is. */
export const RECOVERY = {
  // Messages of customers and what people labelled by hand: nobody can make them again. A year, so
  // that a model that was trained on them can still be explained at its yearly review.
  confidential: { rpoHours: 24, rtoHours: 4, archiveMonths: 12 },
  // Artifacts, reports and runs could be computed again from data and commit, at the price of days
  // of GPUs. A quarter, as long as prod keeps overwritten versions of objects.
  internal: { rpoHours: 24, rtoHours: 8, archiveMonths: 3 },
  // Logs and caches: kept for their own days, and no work is lost with them.
  operational: null,
} as const satisfies Record<DataClass, RecoveryTargets | null>;

/** Classes of data that are backed up. */
export const PROMISED_CLASSES = (Object.keys(RECOVERY) as DataClass[]).filter(
  (dataClass) => RECOVERY[dataClass] !== null,
);

/**
 * Where no vault keeps backups by its own plans (this machine, a cluster of one's own): how many of
 * the newest of a day, a week and a month stay. A week to notice a mistake in, a month of weeks, and
 * then as long as the data that they hold is promised.
 */
export const BACKUPS_KEPT = {
  daily: 7,
  weekly: 4,
  monthly: RECOVERY.internal.archiveMonths,
} as const;

/** Days between two scheduled drills of an environment: its job runs once a week. */
export const DRILL_EVERY_DAYS = 7;

/**
 * Days for which a drill that passed lets versions be promoted: one more than lie between two, so that
 * a job that starts late, or is repeated once, stops nobody.
 */
export const DRILL_VALID_DAYS = DRILL_EVERY_DAYS + 1;

/**
 * Hours after which a backup, or a drill that passed, is overdue: the promise, and an hour in which the
 * next one runs.
 */
export const OVERDUE_HOURS = {
  backup: RECOVERY.internal.rpoHours + 1,
  drill: DRILL_VALID_DAYS * 24,
} as const;

/** Must restores of an environment be proved: is its data promised? */
export function isDrilled(settings: PostureSettings): boolean {
  return backupCare(settings).restoreTested;
}

/** How backups of an environment are kept: what follows from its posture. */
export interface BackupCare {
  /** Days that a daily backup is kept. */
  readonly retentionDays: number;
  /** Nobody deletes a backup before its time without lifting the vault's lock first. */
  readonly locked: boolean;
  /** One backup a month is kept for the months of its class. */
  readonly archived: boolean;
  /** Every week a backup is restored, to see that it can be. */
  readonly restoreTested: boolean;
  /** Every backup is copied to the second region. */
  readonly copied: boolean;
}

/**
 * What a posture means for backups. Where deletion is protected, data is promised: its backups are
 * locked, archived and tried. Elsewhere they are daily, cheap, and gone with the environment.
 */
export function backupCare(settings: PostureSettings): BackupCare {
  const promised = settings.deletionProtection;
  return {
    retentionDays: settings.backupRetentionDays,
    locked: promised,
    archived: promised,
    restoreTested: promised,
    copied: settings.replicateToSecondRegion,
  };
}

/** Days that an archive's month counts: never fewer than a month has. */
const DAYS_A_MONTH = 31;

/** Days that one backup a month is kept for a class of data; null where no archive is kept. */
export function archiveDays(dataClass: DataClass, care: BackupCare): number | null {
  const days = (RECOVERY[dataClass]?.archiveMonths ?? 0) * DAYS_A_MONTH;
  // An archive that is over before the daily backups adds nothing.
  return care.archived && days > care.retentionDays ? days : null;
}

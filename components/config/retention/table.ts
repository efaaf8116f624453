import type { BucketName } from "../environment-schema";
import type { LogRetentionDays, PostureSettings } from "../posture";
import { type BackupCare, backupCare } from "../recovery";

/*
 * How long everything is kept: the one place that turns a posture into the retention of each store.
 * Components are given what it says and read no such number themselves (a test of tests/ looks).
 */

/** How long one bucket keeps what is in it. */
export interface BucketRetention {
  /** Days that an object stays that nobody deletes; null: for ever. */
  readonly keptDays: number | null;
  /** Days that a replaced or deleted version can be brought back. */
  readonly restorableDays: number;
  /** Days that nobody can delete a new version for good (object lock, governance mode); 0: none. */
  readonly lockedDays: number;
  /** A second copy in the second region, which deletions do not reach. */
  readonly copied: boolean;
}

/** What a registry keeps of each image. */
export interface ImageRetention {
  /** Days until an image that no tag names is deleted. */
  readonly untaggedDays: number;
  /** Images kept, newest first, tagged or not; must reach back beyond every rollback target. */
  readonly keepImages: number;
}

/** How long an environment keeps what it has. Days throughout. */
export interface Retention {
  readonly buckets: Readonly<Record<BucketName, BucketRetention>>;
  readonly logGroupDays: LogRetentionDays;
  /** How far back the database goes to any second, by itself. */
  readonly databaseDays: number;
  /** A last snapshot when the database is destroyed, kept until somebody deletes it. */
  readonly finalSnapshot: boolean;
  /** Statistics about queries. */
  readonly queryStatisticsDays: number;
  readonly backups: BackupCare;
  readonly images: ImageRetention;
  /** Between deleting a key and losing everything that it encrypted. */
  readonly deletedKeyDays: number;
  /** In which a deleted secret can be brought back. */
  readonly deletedSecretDays: number;
}

/**
 * Days after which the parts of an upload that was never finished are removed (CKV_AWS_300).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
 */
export const ABORT_MULTIPART_DAYS = 7;

/**
 * Days that a run stays which people deleted, before it is collected for good: as long as a person
 * needs to notice what they deleted.
 */
export const DELETED_RUN_DAYS = 30;

/** What comes without a price: https://aws.amazon.com/rds/performance-insights/pricing/ */
const FREE_STATISTICS_DAYS = 7;

/** What follows from a posture for everything that is kept. */
export function retentionOf(settings: PostureSettings): Retention {
  const data: BucketRetention = {
    keptDays: null,
    restorableDays: settings.noncurrentVersionDays,
    lockedDays: settings.objectLockDays,
    copied: settings.replicateToSecondRegion,
  };
  return {
    buckets: {
      datasets: data,
      artifacts: data,
      reports: data,
      backups: data,
      // Never locked: S3 delivers no logs to a locked bucket. Never copied: each region logs its own.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
      logs: {
        keptDays: settings.logRetentionDays,
        // A log is written once: a second version is a mistake or a manipulation, kept a while.
        restorableDays: settings.logRetentionDays,
        lockedDays: 0,
        copied: false,
      },
    },
    logGroupDays: settings.logRetentionDays,
    databaseDays: settings.backupRetentionDays,
    finalSnapshot: settings.finalSnapshot,
    queryStatisticsDays: FREE_STATISTICS_DAYS,
    backups: backupCare(settings),
    images: { untaggedDays: 14, keepImages: 500 },
    deletedKeyDays: settings.kmsDeletionWindowDays,
    deletedSecretDays: settings.secretRecoveryDays,
  };
}

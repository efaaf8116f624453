import type { types } from "@pulumi/aws";
import { ABORT_MULTIPART_DAYS } from "../config/retention/table";

/** The plain settings that decide which resources a bucket consists of. */
export interface BucketSettings {
  readonly noncurrentDays: number;
  readonly expireDays?: number | undefined;
  readonly objectLockDays?: number | undefined;
  readonly encrypted: "kms" | "s3-managed";
  readonly replicated: boolean;
  readonly receivesLogs: boolean;
}

const wholeDays = (days: number, least: number) => Number.isInteger(days) && days >= least;

/** What is wrong with the settings, each as property, given value, allowed values and fix. */
export function bucketProblems(settings: BucketSettings): string[] {
  const { noncurrentDays, expireDays, objectLockDays = 0 } = settings;
  const problems: string[] = [];
  if (!wholeDays(noncurrentDays, 1)) {
    problems.push(`noncurrentDays: ${noncurrentDays}; expected a whole number of days from 1`);
  }
  if (expireDays !== undefined && !wholeDays(expireDays, 1)) {
    problems.push(
      `expireDays: ${expireDays}; expected a whole number of days from 1, or nothing to keep objects`,
    );
  }
  if (!wholeDays(objectLockDays, 0)) {
    problems.push(`objectLockDays: ${objectLockDays}; expected a whole number of days, 0 for none`);
  }
  if (objectLockDays > noncurrentDays) {
    // S3 would skip the locked versions and retry for ever: the retention said would not be kept.
    problems.push(
      `noncurrentDays: ${noncurrentDays} is shorter than objectLockDays: ${objectLockDays}; ` +
        "versions cannot be removed while they are locked, so keep them at least as long",
    );
  }
  if (settings.receivesLogs && objectLockDays > 0) {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
    problems.push(
      `objectLockDays: ${objectLockDays} on a bucket that receives access logs; S3 does not ` +
        "deliver logs to a locked bucket, so leave it at 0",
    );
  }
  if (settings.receivesLogs && settings.encrypted === "kms") {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    problems.push(
      "encryption: a KMS key on a bucket that receives access logs; AWS documents delivery " +
        'to "s3-managed" encryption only',
    );
  }
  if (settings.replicated && settings.encrypted !== "kms") {
    problems.push(
      'replica: given for a bucket with "s3-managed" encryption; replication here carries ' +
        "KMS-encrypted objects only, so give the bucket a key",
    );
  }
  return problems;
}

/**
 * Lifecycle rules: bound the cost of what versioning keeps (S3-6), never shorten the retention.
 * Delete markers go when nothing is left behind them: MLflow's `gc` leaves one for each object.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function lifecycleRules({
  noncurrentDays,
  expireDays,
}: Pick<BucketSettings, "noncurrentDays" | "expireDays">) {
  const rules: types.input.s3.BucketLifecycleConfigurationRule[] = [
    {
      id: "abort-unfinished-uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_MULTIPART_DAYS },
    },
    {
      id: "expire-noncurrent-versions",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays },
      // A delete marker cannot have an age in the same rule: S3 refuses days beside it.
      ...(expireDays === undefined && { expiration: { expiredObjectDeleteMarker: true } }),
    },
  ];
  if (expireDays !== undefined) {
    // Expiring the current version leaves a marker, which S3 removes by itself with the last version.
    rules.push({
      id: "expire-objects",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { days: expireDays },
    });
  }
  return rules;
}

import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { lockOf } from "./lock";
import { retainedBuckets, type RetainedConfig, retainedConfig } from "./retained";

/** The posture says for how many days; 0 asks for none. */
export const objectLock = stackRule<RetainedConfig>({
  id: "buckets-object-lock",
  checks: ["S3-5"],
  severity: "high",
  level: "posture",
  description:
    "Buckets with data that cannot be made again lock new versions for the posture's objectLockDays.",
  why: "Versioning helps against mistakes, not against somebody with the right to delete versions. A lock holds what a stolen credential or a wrong script would remove.",
  remediation:
    "Give `VersionedBucket` `objectLockDays: settings.objectLockDays`; for a bucket of your own, add an `aws.s3.BucketObjectLockConfiguration` with `rule.defaultRetention` in mode GOVERNANCE. Name a bucket whose content can be made again under `scratch` of this rule's configuration.",
  config: retainedConfig,
  check: (stack, report, { environment, config }) => {
    const least = environment.settings.objectLockDays;
    if (least === 0) return;
    const expected = `expected at least ${least} days, the posture's objectLockDays`;
    for (const bucket of retainedBuckets(stack, config)) {
      stack.decide(bucket, () => {
        const lock = lockOf(stack, bucket);
        if (lock === undefined) {
          report(
            bucket,
            `New versions are not locked; ${expected}. Set objectLockDays, or add a BucketObjectLockConfiguration.`,
          );
        } else if (lock.days < least) {
          report(
            (lock.at as StackResource | undefined) ?? bucket,
            `New versions are locked for ${lock.days} days; ${expected}. Raise rule.defaultRetention.days.`,
          );
        }
      });
    }
  },
});

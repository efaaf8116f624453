import { resourceRule } from "../engine/rule";
import type { BucketProps } from "./parts";

/** The shortest way to lose all data: one `destroy`, and every version goes with the bucket. */
export const forceDestroy = resourceRule<BucketProps>({
  id: "buckets-force-destroy",
  checks: ["S3-8"],
  severity: "critical",
  level: "posture",
  description: "Where the posture protects data, no bucket is destroyed together with its objects.",
  why: "`pulumi destroy`, or a rename that replaces the bucket, would delete every object and version, with nothing to restore from.",
  remediation:
    "Leave `destroyWithObjects` of `VersionedBucket` and `LogBucket` away, `forceDestroy` of your own buckets too. To take an environment down, empty its buckets by hand first.",
  types: [
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:s3/directoryBucket:DirectoryBucket",
  ],
  check: ({ props }, report, { environment }) => {
    if (!environment.settings.protect || props.forceDestroy !== true) return;
    report(
      "forceDestroy is true, so deleting the bucket deletes all of its objects; expected false here. Remove forceDestroy, or destroyWithObjects of the component.",
    );
  },
});

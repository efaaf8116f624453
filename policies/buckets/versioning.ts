import { stackRule } from "../engine/rule";
import type { Properties } from "../engine/subject";
import { bucketsOf, listOf, partsOf } from "./parts";

/** Versioning as the resource of its own says it. */
interface VersioningProps extends Properties {
  readonly versioningConfiguration?: { readonly status?: string };
}

/** Versioning as older programs say it in the bucket. */
interface Inline {
  readonly enabled?: boolean;
}

/** Versioning is the ground that object lock, replication and every restore stand on. */
export const versioning = stackRule({
  id: "buckets-versioning",
  checks: ["S3-1"],
  severity: "high",
  level: "posture",
  controls: ["CIS AWS 3.1.3"],
  description: "Every bucket keeps the versions that are replaced or deleted.",
  why: "Without versions a wrong delete or an overwritten artifact is gone at once, and a rollback or a retraining has nothing to go back to.",
  remediation:
    'Make the bucket with `VersionedBucket` (components/data/versioned-bucket.ts). For one of your own, add an `aws.s3.BucketVersioning` for it with `versioningConfiguration: { status: "Enabled" }`.',
  check: (stack, report) => {
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const parts = partsOf<VersioningProps>(stack, bucket, "versioning");
        for (const part of parts) {
          stack.decide(part, () => {
            const status = part.props.versioningConfiguration?.status;
            if (status !== "Enabled") {
              report(
                part,
                `Versioning is ${status ?? "not set"}; expected Enabled. Set versioningConfiguration.status to Enabled.`,
              );
            }
          });
        }
        if (parts.length > 0) return;
        const { props } = bucket;
        const inline = [...listOf(props.versioning), ...listOf(props.versionings)] as Inline[];
        if (!inline.some(({ enabled }) => enabled === true)) {
          report(
            bucket,
            "The bucket has no versioning; expected an aws.s3.BucketVersioning with status Enabled. Use VersionedBucket, or add one.",
          );
        }
      });
    }
  },
});

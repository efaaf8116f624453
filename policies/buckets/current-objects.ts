import { stackRule } from "../engine/rule";
import { lifecycleOf } from "./lifecycle";
import { retainedBuckets, type RetainedConfig, retainedConfig } from "./retained";

/** Noncurrent versions are what has been replaced; current ones are what people read. */
export const currentObjects = stackRule<RetainedConfig>({
  id: "buckets-current-objects",
  checks: ["S3-6"],
  severity: "high",
  level: "posture",
  description:
    "No lifecycle rule removes the current objects of a bucket that holds promised data.",
  why: "An artifact in service or a data set of last year goes by its age, whoever still uses it. A rollback or an audit then finds a delete marker, and some weeks later nothing at all.",
  remediation:
    "Remove `expiration.days` and `expiration.date` from the rule, and `expireDays` from `VersionedBucket`: let only noncurrent versions expire. What may go by age belongs into a bucket of its own, named in this rule's `scratch`.",
  config: retainedConfig,
  check: (stack, report, { config }) => {
    for (const bucket of retainedBuckets(stack, config)) {
      stack.decide(bucket, () => {
        const lifecycle = lifecycleOf(stack, bucket);
        for (const { name, enabled, expires } of lifecycle?.rules ?? []) {
          if (!enabled || expires === undefined) continue;
          report(
            lifecycle?.at ?? bucket,
            `${name} removes current objects ${expires}; expected none to go by age. Remove its expiration, or keep such objects in a scratch bucket.`,
          );
        }
      });
    }
  },
});

import { stackRule } from "../engine/rule";
import { type LifecycleRule, lifecycleOf } from "./lifecycle";
import { lockOf } from "./lock";
import { bucketsOf } from "./parts";

/** Versions that go too soon cannot be restored; ones that never go are paid for ever. */
export const noncurrentVersions = stackRule({
  id: "buckets-noncurrent-versions",
  checks: ["S3-6"],
  severity: "medium",
  level: "posture",
  description:
    "Replaced and deleted versions go by themselves, not before the posture's noncurrentVersionDays nor before the bucket's lock ends.",
  why: "Too short, and a mistake found at the month's end cannot be undone. Without an end, every artifact ever written stays on the bill.",
  remediation:
    "Give `VersionedBucket` `noncurrentDays: settings.noncurrentVersionDays`. For a bucket of your own, add a rule for the whole bucket with `noncurrentVersionExpiration` to its `aws.s3.BucketLifecycleConfiguration`.",
  check: (stack, report, { environment }) => {
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const lifecycle = lifecycleOf(stack, bucket);
        const least = Math.max(
          environment.settings.noncurrentVersionDays,
          lockOf(stack, bucket)?.days ?? 0,
        );
        const found = problem(lifecycle?.rules ?? [], least);
        if (found !== undefined) report(lifecycle?.at ?? bucket, found);
      });
    }
  },
});

function problem(all: readonly LifecycleRule[], least: number): string | undefined {
  const rules = all.filter(
    ({ enabled, noncurrentDays }) => enabled && noncurrentDays !== undefined,
  );
  const short = rules.find(({ noncurrentDays }) => (noncurrentDays ?? 0) < least);
  if (short !== undefined) {
    return `${short.name} removes noncurrent versions after ${short.noncurrentDays} days; expected at least ${least}. Raise noncurrentDays.`;
  }
  if (!rules.some(({ everything }) => everything)) {
    return `Noncurrent versions stay for ever; expected an enabled rule for the whole bucket that removes them after ${least} days or more. Add noncurrentVersionExpiration to its lifecycle.`;
  }
  return undefined;
}

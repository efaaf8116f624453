import { known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Properties } from "../engine/subject";
import { type Bucket, bucketsOf, isFor, listOf, PARTS, partsOf } from "./parts";
import { retainedBuckets, type RetainedConfig, retainedConfig } from "./retained";

interface ReplicationProps extends Properties {
  readonly rules?: readonly {
    readonly status?: string;
    readonly destination?: { readonly bucket?: string };
  }[];
}

/** Only where the posture asks for it: `replicateToSecondRegion`. */
export const replication = stackRule<RetainedConfig>({
  id: "buckets-replication",
  checks: ["S3-5"],
  severity: "high",
  level: "posture",
  description:
    "Where the posture says so, buckets with data that cannot be made again are copied to a second region.",
  why: "A region can be out for a day, and an account's data in it lost to one mistake. The copy is what the platform is restored from.",
  remediation:
    "Set `secondary_region` in the stack file, and give `VersionedBucket` a `replica` (components/data/buckets.ts); for a bucket of your own, add an `aws.s3.BucketReplicationConfig`. Name a bucket whose content can be made again under `scratch` of this rule's configuration.",
  config: retainedConfig,
  check: (stack, report, { environment, config }) => {
    if (!environment.settings.replicateToSecondRegion) return;
    const copies = replicas(stack);
    for (const bucket of retainedBuckets(stack, config)) {
      if (copies.has(bucket)) continue;
      stack.decide(bucket, () => {
        const parts = partsOf<ReplicationProps>(stack, bucket, "replication");
        for (const part of parts) {
          stack.decide(part, () => {
            if (!listOf(part.props.rules).some(({ status }) => status === "Enabled")) {
              report(
                part,
                "No rule of the replication is enabled; expected one. Set its status to Enabled.",
              );
            }
            for (const copy of copiesOf(stack, part)) {
              const region = regionOf(bucket);
              if (region === undefined || regionOf(copy) !== region) continue;
              report(
                part,
                `The copy lies in ${region} too; expected another region. Make the copy with the provider of secondary_region.`,
              );
            }
          });
        }
        if (parts.length > 0) return;
        const [inline] = listOf(bucket.props.replicationConfiguration);
        if (inline !== undefined) return;
        report(
          bucket,
          "The bucket has no copy in a second region; expected one. Set secondary_region and give VersionedBucket a replica.",
        );
      });
    }
  },
});

/** The buckets that others are copied to; they are not copied again. */
function replicas(stack: Stack): ReadonlySet<Bucket> {
  return new Set(
    PARTS.replication.flatMap((type) =>
      stack.ofType(type).flatMap((config) => copiesOf(stack, config)),
    ),
  );
}

/** The buckets of this stack that a replication copies to. */
function copiesOf(stack: Stack, config: StackResource): readonly Bucket[] {
  const connected = config.propertyDependencies.rules ?? [];
  return bucketsOf(stack).filter((bucket) => {
    if (connected.includes(bucket)) {
      return isFor(config, "bucket", bucket) !== true;
    }
    const name = known(() => bucket.props.bucket);
    if (name === UNKNOWN || name === undefined) return false;
    const rules = known(() => (config.props as ReplicationProps).rules);
    return (rules === UNKNOWN ? [] : listOf(rules)).some(
      (rule) => known(() => rule.destination?.bucket) === `arn:aws:s3:::${name}`,
    );
  });
}

/** The region of a bucket's provider, where it is plain. */
function regionOf({ provider }: Bucket): string | undefined {
  const region = known(() => provider?.props.region as string | undefined);
  return region === UNKNOWN ? undefined : region;
}

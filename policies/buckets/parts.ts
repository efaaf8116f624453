import {
  isSet,
  known,
  UNKNOWN,
  type Unknown,
  UNKNOWN_VALUE,
  UnknownValueError,
} from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import type { Properties } from "../engine/subject";

/** Buckets, under both of the names that @pulumi/aws gave them. */
export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** What is set about a bucket with a resource of its own. */
export const PARTS = {
  versioning: [
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
  ],
  encryption: [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
  ],
  publicAccess: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
  policy: ["aws:s3/bucketPolicy:BucketPolicy"],
  objectLock: [
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
  ],
  lifecycle: [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
  ],
  logging: ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"],
  replication: ["aws:s3/bucketReplicationConfig:BucketReplicationConfig"],
} as const;

export type Part = keyof typeof PARTS;

/** The inputs of a bucket that rules read; also those that older programs set in the bucket itself. */
export interface BucketProps {
  readonly bucket?: string;
  readonly forceDestroy?: boolean;
  readonly objectLockEnabled?: boolean;
  readonly [inline: string]: unknown;
}

/** A bucket of the stack. */
export type Bucket = StackResource<BucketProps>;

/** All buckets. */
export function bucketsOf(stack: Stack): readonly Bucket[] {
  return BUCKETS.flatMap((type) => stack.ofType<BucketProps>(type));
}

/**
 * The resources that set something about a bucket: connected with it in the program, or naming it where
 * both names are plain.
 * @throws UnknownValueError where none is found, and one that names no bucket yet may be it
 */
export function partsOf<Props extends Properties = Properties>(
  stack: Stack,
  bucket: Bucket,
  part: Part,
): StackResource<Props>[] {
  const found: StackResource<Props>[] = [];
  let unsure = false;
  for (const type of PARTS[part]) {
    for (const one of stack.ofType(type)) {
      const belongs = isFor(one, "bucket", bucket);
      if (belongs === true) found.push(one as unknown as StackResource<Props>);
      else if (belongs === UNKNOWN) unsure = true;
    }
  }
  // Only a deployment tells whose it is.
  if (found.length === 0 && unsure) throw new UnknownValueError(UNKNOWN_VALUE, [part]);
  return found;
}

/** Does an input of a resource name this bucket? */
export function isFor(user: StackResource, input: string, bucket: Bucket): boolean | Unknown {
  const sources = user.propertyDependencies[input] ?? [];
  if (sources.includes(bucket)) return true;
  // The name of another bucket.
  if (sources.some(({ type }) => (BUCKETS as readonly string[]).includes(type))) return false;
  const given = known(() => user.props[input]);
  const own = known(() => bucket.props.bucket);
  if (given !== UNKNOWN && own !== UNKNOWN) return own !== undefined && given === own;
  // A bucket whose name AWS or Pulumi makes is connected, or meant by nobody.
  if (!isSet(bucket.props, "bucket")) return false;
  // Both take their name from the same resource, such as a random name.
  const named = bucket.propertyDependencies.bucket ?? [];
  if (sources.length > 0 || named.length > 0) return sources.some((one) => named.includes(one));
  return UNKNOWN;
}

/** A thing, a list of things or nothing, as a list: the same setting is one or the other by version. */
export function listOf<T>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/**
 * The buckets that receive access logs of others.
 * @throws UnknownValueError never: one whose name is unknown is some other bucket
 */
export function logTargets(stack: Stack): ReadonlySet<Bucket> {
  const buckets = bucketsOf(stack);
  const targets = new Set<Bucket>();
  for (const type of PARTS.logging) {
    for (const logging of stack.ofType(type)) {
      for (const bucket of buckets) {
        if (isFor(logging, "targetBucket", bucket) === true) targets.add(bucket);
      }
    }
  }
  for (const source of buckets) {
    for (const target of inlineTargets(source, buckets)) targets.add(target);
  }
  return targets;
}

/** The targets that a bucket of an older program names in itself. */
function inlineTargets(source: Bucket, buckets: readonly Bucket[]): readonly Bucket[] {
  return ["logging", "loggings"].flatMap((input) => {
    const connected = source.propertyDependencies[input] ?? [];
    const name = known(
      () => listOf(source.props[input] as { targetBucket?: string } | undefined)[0]?.targetBucket,
    );
    return buckets.filter(
      (bucket) =>
        connected.includes(bucket as unknown as StackResource) ||
        (name !== UNKNOWN && name !== undefined && known(() => bucket.props.bucket) === name),
    );
  });
}

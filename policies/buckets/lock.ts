import type { Stack, StackResource } from "../engine/stack";
import type { Properties } from "../engine/subject";
import { type Bucket, listOf, partsOf } from "./parts";

/** How long a bucket locks new versions by itself. */
interface Retention {
  readonly days?: number;
  readonly years?: number;
}

interface LockRule {
  readonly defaultRetention?: Retention;
}

/** Object lock as the resource of its own says it, and in a bucket (`rules` in aws.s3.BucketV2). */
export interface LockProps extends Properties {
  readonly rule?: LockRule;
  readonly rules?: readonly LockRule[];
}

/** A bucket's object lock, and where it is said. */
export interface Lock {
  readonly at: StackResource<LockProps> | undefined;
  /** Days of default retention; 0 for none. */
  readonly days: number;
}

/**
 * What locks a bucket's new versions: undefined where nothing does.
 * @throws UnknownValueError where only a deployment tells
 */
export function lockOf(stack: Stack, bucket: Bucket): Lock | undefined {
  const [part] = partsOf<LockProps>(stack, bucket, "objectLock");
  if (part !== undefined) return { at: part, days: daysOf(part.props) };
  const [inline] = listOf(bucket.props.objectLockConfiguration) as LockProps[];
  return inline === undefined ? undefined : { at: undefined, days: daysOf(inline) };
}

function daysOf({ rule, rules }: LockProps): number {
  const retention = [...listOf(rule), ...listOf(rules)][0]?.defaultRetention;
  // A year of S3's is 365 days: BucketObjectLockConfiguration takes one of the two.
  return retention?.days ?? (retention?.years ?? 0) * 365;
}

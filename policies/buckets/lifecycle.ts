import type { Stack, StackResource } from "../engine/stack";
import { type Bucket, listOf, partsOf } from "./parts";

/** A rule of a bucket's lifecycle, in one form for all that @pulumi/aws has had. */
export interface LifecycleRule {
  /** Its id, or its place: "rule 2". */
  readonly name: string;
  readonly enabled: boolean;
  /** For every object of the bucket, not for some prefix, tag or size. */
  readonly everything: boolean;
  /** Days after which parts of an unfinished upload go. */
  readonly abortDays: number | undefined;
  /** Days after which a replaced or deleted version goes. */
  readonly noncurrentDays: number | undefined;
  /** When current objects go: `after 30 days`, `on 2027-01-01`. Undefined: they stay. */
  readonly expires: string | undefined;
}

/** The forms: `aws.s3.BucketLifecycleConfiguration` (and V2), and lists in a bucket (and V2). */
interface RawRule {
  readonly id?: string;
  readonly status?: string;
  readonly enabled?: boolean;
  readonly prefix?: string;
  readonly tags?: object;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation?: number };
  readonly abortIncompleteMultipartUploadDays?: number;
  readonly expiration?: RawExpiration;
  readonly expirations?: readonly RawExpiration[];
  readonly noncurrentVersionExpiration?: RawExpiration;
  readonly noncurrentVersionExpirations?: readonly RawExpiration[];
}

interface RawExpiration {
  readonly noncurrentDays?: number;
  readonly days?: number;
  readonly date?: string;
}

/** A bucket's lifecycle, and the resource that says it. */
export interface Lifecycle {
  readonly at: StackResource;
  readonly rules: readonly LifecycleRule[];
}

/**
 * A bucket's lifecycle: undefined where it has none.
 * @throws UnknownValueError where only a deployment tells
 */
export function lifecycleOf(stack: Stack, bucket: Bucket): Lifecycle | undefined {
  const [part] = partsOf<{ readonly rules?: readonly RawRule[] }>(stack, bucket, "lifecycle");
  if (part !== undefined) {
    return { at: part, rules: listOf(part.props.rules).map(read) };
  }
  const inline = listOf(bucket.props.lifecycleRules) as readonly RawRule[];
  return inline.length === 0 ? undefined : { at: bucket, rules: inline.map(read) };
}

function read(raw: RawRule, index: number): LifecycleRule {
  const [expiration] = [
    ...listOf(raw.noncurrentVersionExpiration),
    ...listOf(raw.noncurrentVersionExpirations),
  ];
  return {
    name: raw.id ?? `rule ${index + 1}`,
    enabled: raw.status === "Enabled" || raw.enabled === true,
    everything: isEverything(raw),
    abortDays:
      raw.abortIncompleteMultipartUpload?.daysAfterInitiation ??
      raw.abortIncompleteMultipartUploadDays,
    noncurrentDays: expiration?.noncurrentDays ?? expiration?.days,
    // Read when asked: what a deployment has to tell of it is no other rule's concern.
    get expires() {
      return expiryOf(raw);
    },
  };
}

/** An age or a day; the removal of delete markers alone is neither. An unset age comes as 0, too. */
function expiryOf(raw: RawRule): string | undefined {
  for (const { days, date } of [...listOf(raw.expiration), ...listOf(raw.expirations)]) {
    if (days !== undefined && days > 0) return `after ${days} days`;
    if ((date ?? "") !== "") return `on ${date}`;
  }
  return undefined;
}

/** A filter with an empty prefix, an empty one and none all mean every object. */
function isEverything({ prefix, tags, filter }: RawRule): boolean {
  if ((prefix ?? "") !== "" || Object.keys(tags ?? {}).length > 0) return false;
  return Object.keys(filter ?? {}).every((key) => {
    const value = filter?.[key];
    return value === undefined || value === null || value === "";
  });
}

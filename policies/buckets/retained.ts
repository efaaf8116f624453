import { z } from "zod";
import type { Stack } from "../engine/stack";
import { type Bucket, bucketsOf, logTargets } from "./parts";

/** Settings of rules about buckets whose content people were promised. */
export const retainedConfig = z.object({
  scratch: z
    .array(z.string())
    .default([])
    .describe(
      "Logical names of buckets whose content can be made again, such as caches. Default: none.",
    ),
});

export type RetainedConfig = z.infer<typeof retainedConfig>;

/**
 * Buckets that hold what cannot be made again: all but scratch, and but the targets of access logs,
 * to which S3 delivers nothing once they are locked.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export function retainedBuckets(stack: Stack, { scratch }: RetainedConfig): Bucket[] {
  const targets = logTargets(stack);
  return bucketsOf(stack).filter(
    (bucket) => !targets.has(bucket) && !scratch.includes(bucket.name),
  );
}

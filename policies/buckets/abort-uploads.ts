import { z } from "zod";
import { stackRule } from "../engine/rule";
import { lifecycleOf } from "./lifecycle";
import { bucketsOf } from "./parts";

const config = z.object({
  maximumDays: z
    .number()
    .int()
    .min(1)
    .default(7)
    .describe("Days after which unfinished uploads must be gone. Default: 7."),
});

/** Parts of an upload that was broken off are billed, and no listing of the bucket shows them. */
export const abortUploads = stackRule<z.infer<typeof config>>({
  id: "buckets-abort-uploads",
  checks: ["S3-6"],
  severity: "low",
  level: "posture",
  description: "Every bucket removes the parts of uploads that were never finished.",
  why: "A training job that dies while it writes a model leaves gigabytes behind that nobody sees and everybody pays for.",
  remediation:
    "Make the bucket with `VersionedBucket`. For one of your own, add a rule for the whole bucket with `abortIncompleteMultipartUpload: { daysAfterInitiation: 7 }` to its `aws.s3.BucketLifecycleConfiguration`.",
  config,
  check: (stack, report, { config: { maximumDays } }) => {
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const lifecycle = lifecycleOf(stack, bucket);
        const days = (lifecycle?.rules ?? [])
          .filter(({ enabled, everything }) => enabled && everything)
          .flatMap(({ abortDays }) => abortDays ?? []);
        if (days.some((one) => one <= maximumDays)) return;
        const found =
          days.length > 0
            ? `Unfinished uploads stay for ${Math.min(...days)} days`
            : "Unfinished uploads stay for ever";
        report(
          lifecycle?.at ?? bucket,
          `${found}; expected at most ${maximumDays} days, in an enabled rule for the whole bucket. Add abortIncompleteMultipartUpload to its lifecycle.`,
        );
      });
    }
  },
});

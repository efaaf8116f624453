import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import { bucketsOf, logTargets, partsOf } from "./parts";

/** A target of access logs has none itself: they would log the logging. */
export const accessLogs = stackRule({
  id: "buckets-access-logs",
  checks: ["S3-7"],
  severity: "medium",
  level: "posture",
  controls: ["CIS AWS 4.8"],
  description: "Every bucket that is not itself a target of access logs has access logs.",
  why: "After a leak or a loss the first question is who read or deleted what, and only these logs tell.",
  remediation:
    "Name the bucket in `sources` of a `LogBucket` of its region (components/data/log-bucket.ts), or add an `aws.s3.BucketLogging` for it.",
  check: (stack, report) => {
    const targets = logTargets(stack);
    for (const bucket of bucketsOf(stack)) {
      if (targets.has(bucket)) continue;
      stack.decide(bucket, () => {
        if (isSet(bucket.props, "logging") || isSet(bucket.props, "loggings")) return;
        if (partsOf(stack, bucket, "logging").length > 0) return;
        report(
          bucket,
          "Nobody logs who reads and writes the bucket; expected access logs. Name it in sources of a LogBucket, or add an aws.s3.BucketLogging.",
        );
      });
    }
  },
});

import { stackRule } from "../engine/rule";
import { isFor, type BucketProps, logTargets, PARTS, partsOf } from "./parts";

/**
 * What S3 documents of targets; it refuses neither, and delivers nothing or without end.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export const logTarget = stackRule({
  id: "buckets-log-target",
  checks: ["S3-7"],
  severity: "medium",
  level: "posture",
  description: "A bucket that receives access logs has no object lock, and does not log to itself.",
  why: "S3 delivers no logs to a locked bucket, without saying so: the gap is found when the logs are needed. A bucket that logs to itself logs every log.",
  remediation:
    "Use a `LogBucket` as the target, which has no lock, and expires logs after the posture's logRetentionDays.",
  check: (stack, report) => {
    for (const bucket of logTargets(stack)) {
      stack.decide(bucket, () => {
        const [lock] = partsOf(stack, bucket, "objectLock");
        if (lock !== undefined || bucket.props.objectLockEnabled === true) {
          report(
            lock ?? bucket,
            "The bucket receives access logs and has object lock; expected none, because S3 delivers no logs to a locked bucket. Log to a LogBucket instead.",
          );
        }
      });
      for (const type of PARTS.logging) {
        for (const logging of stack.ofType<BucketProps>(type)) {
          const self = ["bucket", "targetBucket"].every(
            (input) => isFor(logging, input, bucket) === true,
          );
          if (self) {
            report(
              logging,
              "The bucket logs to itself; expected another bucket as the target. Log to a LogBucket instead.",
            );
          }
        }
      }
    }
  },
});

import { stackRule } from "../engine/rule";
import type { Subject } from "../engine/subject";
import { bucketsOf, partsOf } from "./parts";

/** The four switches of "Block Public Access". */
const FLAGS = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
] as const;

type Flags = Readonly<Partial<Record<(typeof FLAGS)[number], boolean>>>;

/** The account's own switches, which hold for all of its buckets. */
const ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";

/** Four switches because an ACL and a policy can each be made public, now or by an old object. */
export const publicAccess = stackRule({
  id: "buckets-public-access",
  checks: ["S3-3"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["CIS AWS 3.1.4"],
  description: "Every bucket blocks public access, by all four switches.",
  why: "One careless policy or ACL would put training data, customers' messages and model weights on the internet. The block holds whatever anybody writes later.",
  remediation:
    "Make the bucket with `VersionedBucket`. For one of your own, add an `aws.s3.BucketPublicAccessBlock` with blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets true. Offer what must be public through CloudFront instead.",
  check: (stack, report) => {
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const blocks = partsOf<Flags>(stack, bucket, "publicAccess");
        for (const block of blocks) {
          stack.decide(block, () => {
            judge(block, block.props);
          });
        }
        if (blocks.length === 0) {
          report(
            bucket,
            "Nothing blocks public access to the bucket; expected an aws.s3.BucketPublicAccessBlock with all four switches true. Use VersionedBucket, or add one.",
          );
        }
      });
    }
    stack.each<Flags>(ACCOUNT, (block) => {
      judge(block, block.props);
    });

    function judge(at: Subject<Flags>, flags: Flags): void {
      const off = FLAGS.filter((flag) => flags[flag] !== true);
      if (off.length > 0) {
        report(at, `${off.join(", ")} not true; expected all four switches true. Set them.`);
      }
    }
  },
});

import { isSet, known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Properties, Subject } from "../engine/subject";
import { type Bucket, bucketsOf, listOf, logTargets, partsOf } from "./parts";

interface EncryptionRule {
  readonly applyServerSideEncryptionByDefault?: {
    readonly sseAlgorithm?: string;
    readonly kmsMasterKeyId?: string;
  };
}

interface EncryptionProps extends Properties {
  readonly rules?: readonly EncryptionRule[];
}

/** The forms in a bucket: `rule` of aws.s3.Bucket, `rules` of aws.s3.BucketV2. */
interface Inline extends EncryptionProps {
  readonly rule?: EncryptionRule;
}

/** The key that AWS made for S3, under its alias. */
const AWS_MANAGED = "alias/aws/s3";

/**
 * A target of access logs is left to S3's own keys, the encryption that AWS documents for it:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export const encryption = stackRule({
  id: "buckets-encryption",
  checks: ["S3-2"],
  severity: "high",
  level: "posture",
  controls: ["CIS AWS 3.1.3"],
  description:
    "Every bucket encrypts with a KMS key of the platform; targets of access logs may use S3's own keys.",
  why: "With a key of one's own, reading takes two grants and every use is on record. With S3's own keys, whoever may read the bucket reads all of it, and nobody can take that back in one place.",
  remediation:
    "Make the bucket with `VersionedBucket` and `encryption: { kmsKeyArn: keys.arns.data }` (components/foundation/keys.ts). For one of your own, add an `aws.s3.BucketServerSideEncryptionConfiguration` with `aws:kms` and that key.",
  check: (stack, report) => {
    const targets = logTargets(stack);
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const parts = partsOf<EncryptionProps>(stack, bucket, "encryption");
        for (const part of parts) {
          stack.decide(part, () => {
            judge(part, listOf(part.props.rules), targets.has(bucket));
          });
        }
        if (parts.length === 0) judge(bucket, inlineRules(bucket), targets.has(bucket));
      });
    }

    function judge(at: Subject, rules: readonly EncryptionRule[], isTarget: boolean): void {
      const found = problem(rules, isTarget);
      if (found !== undefined) {
        report(at, `${found}; expected aws:kms with a key of the platform. Name keys.arns.data.`);
      }
    }
  },
});

/** What is wrong with the default encryption, if anything. */
function problem(rules: readonly EncryptionRule[], isTarget: boolean): string | undefined {
  const encrypted = rules.map((rule) => rule.applyServerSideEncryptionByDefault).find(Boolean);
  if (encrypted === undefined) return "No default encryption is set";
  const { sseAlgorithm } = encrypted;
  if (sseAlgorithm === "AES256" && isTarget) return undefined;
  if (!sseAlgorithm?.startsWith("aws:kms")) {
    return `Objects are encrypted with ${sseAlgorithm ?? "no algorithm"}`;
  }
  const key = known(() => encrypted.kmsMasterKeyId);
  const named = isSet(encrypted, "kmsMasterKeyId") && key !== "";
  return !named || (key !== UNKNOWN && key?.endsWith(AWS_MANAGED))
    ? "Objects are encrypted with the key that AWS made for S3"
    : undefined;
}

function inlineRules({ props }: Bucket): readonly EncryptionRule[] {
  const inline = [
    ...listOf(props.serverSideEncryptionConfiguration),
    ...listOf(props.serverSideEncryptionConfigurations),
  ] as Inline[];
  return inline.flatMap(({ rule, rules }) => [...listOf(rule), ...listOf(rules)]);
}

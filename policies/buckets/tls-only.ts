import { isSet, known, UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { stackRule } from "../engine/rule";
import { type Statement, statementsOf } from "../reading/documents";
import { bucketsOf, partsOf } from "./parts";

const EXPECTED =
  'expected a Deny of s3:* to everybody, on the bucket and its objects, when aws:SecureTransport is "false"';

/** S3 answers plain HTTP too, unless the bucket's policy refuses it. */
export const tlsOnly = stackRule({
  id: "buckets-tls-only",
  checks: ["S3-4"],
  severity: "high",
  level: "posture",
  controls: ["CIS AWS 3.1.1"],
  description:
    "Every bucket's policy refuses requests without TLS, for the bucket and its objects.",
  why: "A client set to http:// sends data and signed requests in the clear, and nobody notices, because it works.",
  remediation:
    "Make the bucket with `VersionedBucket`, whose policy has it (components/data/bucket-policy.ts). For one of your own, put the statement DenyInsecureTransport of that file into its `aws.s3.BucketPolicy`.",
  check: (stack, report) => {
    for (const bucket of bucketsOf(stack)) {
      stack.decide(bucket, () => {
        const parts = partsOf<{ readonly policy?: unknown }>(stack, bucket, "policy");
        for (const part of parts) {
          stack.decide(part, () => {
            if (refusesPlainHttp(part.props.policy)) return;
            report(part, `The policy lets plain HTTP through; ${EXPECTED}. Add it.`);
          });
        }
        if (parts.length > 0) return;
        if (isSet(bucket.props, "policy") && refusesPlainHttp(bucket.props.policy)) return;
        report(
          bucket,
          `No policy refuses plain HTTP; ${EXPECTED}. Use VersionedBucket, or add it.`,
        );
      });
    }
  },
});

/** @throws UnknownValueError where a value decides that only a deployment knows */
function refusesPlainHttp(policy: unknown): boolean {
  const verdicts = statementsOf(policy).map(refuses);
  if (verdicts.includes(true)) return true;
  if (verdicts.includes(UNKNOWN)) throw new UnknownValueError(UNKNOWN_VALUE, ["policy"]);
  return false;
}

/** Does this one statement refuse all plain HTTP? */
function refuses(statement: Statement): boolean | typeof UNKNOWN {
  if (statement.effect !== "Deny") return statement.effect === UNKNOWN ? UNKNOWN : false;
  const { principals, actions, conditions } = statement;
  if (!principals.some(({ kind }) => kind === "*")) return false;
  if (!actions.some((action) => action === "s3:*" || action === "*")) return false;
  // A second condition would have to hold too, and let plain HTTP through where it does not.
  const [only, ...others] = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
  if (only === undefined || others.length > 0) return false;
  if (!/^Bool(IfExists)?$/.test(only.operator)) return false;
  if (only.key.toLowerCase() !== "aws:securetransport") return false;
  const value = known(() => only.values[0]);
  if (value === UNKNOWN) return UNKNOWN;
  return value === "false" && coversAll(statement);
}

/**
 * The bucket and its objects are two resources, and a Deny on one lets plain HTTP through to the other.
 * Two ARNs that only a deployment knows are taken for them.
 */
function coversAll({ resources }: Statement): boolean | typeof UNKNOWN {
  if (resources.includes("*")) return true;
  const texts = resources.filter((one): one is string => one !== UNKNOWN);
  const objects = texts.some((arn) => arn.endsWith("/*"));
  const bucket = texts.some((arn) => !arn.includes("/"));
  const missing = Number(!objects) + Number(!bucket);
  const unknown = resources.length - texts.length;
  if (missing <= unknown) return true;
  return unknown > 0 ? UNKNOWN : false;
}

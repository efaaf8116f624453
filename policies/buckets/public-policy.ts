import { UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { statementsOf } from "../reading/documents";

interface PolicyProps {
  readonly policy?: unknown;
}

/** Conditions are no excuse: one that is mistyped or unknown to S3 leaves the statement public. */
export const publicPolicy = resourceRule<PolicyProps>({
  id: "buckets-public-policy",
  checks: ["S3-9"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["CIS AWS 2.21"],
  description: "No policy of a bucket or an access point allows anything to everybody.",
  why: '`Principal: "*"` in an Allow means every person on the internet, and `NotPrincipal` everybody but a few.',
  remediation:
    "Name the roles, services or accounts that may, or leave the Allow away and grant it in the role's IAM policy, as components/data/bucket-policy.ts does.",
  types: [
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:s3/accessPoint:AccessPoint",
    "aws:s3control/accessPointPolicy:AccessPointPolicy",
    "aws:s3control/bucketPolicy:BucketPolicy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
  ],
  check: ({ props }, report) => {
    for (const statement of statementsOf(props.policy)) {
      const { name, effect, principals, notPrincipals } = statement;
      const everybody = principals.some(({ kind }) => kind === "*") || notPrincipals.length > 0;
      if (!everybody || effect === "Deny") continue;
      if (effect === UNKNOWN) throw new UnknownValueError(UNKNOWN_VALUE, ["policy"]);
      report(
        `${name} allows its actions to everybody; expected named principals. Name who may, or remove the statement.`,
      );
    }
  },
});

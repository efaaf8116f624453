import { resourceRule } from "../engine/rule";

interface OwnershipProps {
  readonly rule?: { readonly objectOwnership?: string };
}

/**
 * New buckets have ACLs off; only ownership controls switch them on again.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export const aclsOff = resourceRule<OwnershipProps>({
  id: "buckets-acls-off",
  checks: ["S3-3"],
  severity: "medium",
  level: "posture",
  controls: ["CIS AWS 3.1.4"],
  description: "Buckets own all their objects, and ACLs are off.",
  why: "With ACLs on, an object belongs to whoever uploaded it and can be opened one by one, where no policy and no reviewer sees it.",
  remediation:
    'Set `rule: { objectOwnership: "BucketOwnerEnforced" }`, as `VersionedBucket` does, and remove ACLs from whatever uploads.',
  types: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  check: ({ props }, report) => {
    const ownership = props.rule?.objectOwnership;
    if (ownership === "BucketOwnerEnforced") return;
    report(
      `Object ownership is ${ownership ?? "not set"}; expected BucketOwnerEnforced. Set rule.objectOwnership.`,
    );
  },
});

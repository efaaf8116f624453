import { type Report, resourceRule } from "../engine/rule";
import { listOf } from "./parts";

/** Canned ACLs that let strangers in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const PUBLIC_ACLS: ReadonlySet<string> = new Set([
  "public-read",
  "public-read-write",
  "authenticated-read",
]);

/** Groups that everybody is in; "authenticated" is anybody with any AWS account. */
const PUBLIC_GROUPS: ReadonlySet<string> = new Set([
  "http://acs.amazonaws.com/groups/global/AllUsers",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
]);

/** A grant in a bucket (`uri`) or in an access control policy (`grantee.uri`). */
interface Grant {
  readonly uri?: string;
  readonly grantee?: { readonly uri?: string };
}

interface AclProps {
  readonly acl?: string;
  readonly grants?: readonly Grant[];
  readonly accessControlPolicy?: { readonly grants?: readonly Grant[] };
}

/** ACLs are the older of two ways to make a bucket public, and apply to single objects too. */
export const publicAcl = resourceRule<AclProps>({
  id: "buckets-public-acl",
  checks: ["S3-3"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["CIS AWS 3.1.4"],
  description: "No ACL of a bucket or an object lets the public in.",
  why: "A public ACL gives data to anybody who guesses an address; `authenticated-read` does so for every AWS account in the world.",
  remediation:
    "Remove `acl` and public grants. Who may read is said by IAM policies of roles; `VersionedBucket` switches ACLs off altogether.",
  types: [
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
  ],
  check: ({ props }, report) => {
    const { acl } = props;
    if (acl !== undefined && PUBLIC_ACLS.has(acl)) {
      report(`The ACL is ${acl}, which lets the public in; expected a private one. Remove acl.`);
    }
    checkGrants(listOf(props.grants), report);
    checkGrants(listOf(props.accessControlPolicy?.grants), report);
  },
});

function checkGrants(grants: readonly Grant[], report: Report): void {
  for (const grant of grants) {
    const uri = grant.uri ?? grant.grantee?.uri;
    if (uri === undefined || !PUBLIC_GROUPS.has(uri)) continue;
    const group = uri.slice(uri.lastIndexOf("/") + 1);
    report(`A grant is for the group ${group}; expected named grantees only. Remove the grant.`);
  }
}

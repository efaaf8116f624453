import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { publicAcl } from "./public-acl";
import { bucket, otherType } from "./testing";

const group = (name: string) => `http://acs.amazonaws.com/groups/global/${name}`;
const acl = "aws:s3/bucketAcl:BucketAcl";
const grants = (uri: string) => ({
  accessControlPolicy: { grants: [{ permission: "READ", grantee: { type: "Group", uri } }] },
});

ruleCases(publicAcl, {
  compliant: {
    "no ACL": { given: bucket() },
    "a private one": { given: { type: acl, props: { acl: "private" } } },
    "a grant to the log delivery group": {
      given: { type: acl, props: grants("http://acs.amazonaws.com/groups/s3/LogDelivery") },
    },
    "another type of resource": { given: otherType },
  },
  violating: {
    "a public bucket": {
      given: bucket({ acl: "public-read" }),
      at: ["aws:s3/bucket:Bucket data"],
      says: /The ACL is public-read, which lets the public in/,
    },
    "an ACL for every AWS account": {
      given: { type: "aws:s3/bucketAclV2:BucketAclV2", props: { acl: "authenticated-read" } },
      says: /authenticated-read/,
    },
    "a public object": {
      given: { type: "aws:s3/bucketObjectv2:BucketObjectv2", props: { acl: "public-read-write" } },
      says: /public-read-write/,
    },
    "a grant to everybody in the bucket": {
      given: {
        type: "aws:s3/bucketV2:BucketV2",
        props: { grants: [{ permissions: ["READ"], type: "Group", uri: group("AllUsers") }] },
      },
      says: /the group AllUsers/,
    },
    "a grant to every AWS account": {
      given: { type: acl, props: grants(group("AuthenticatedUsers")) },
      says: /the group AuthenticatedUsers/,
    },
  },
  undecided: {
    "an ACL that only a deployment knows": { given: { type: acl, props: { acl: UNKNOWN_VALUE } } },
    "a grantee that only a deployment knows": {
      given: { type: acl, props: grants(UNKNOWN_VALUE) },
    },
  },
});

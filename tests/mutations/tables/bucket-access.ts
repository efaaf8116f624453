import { tagsOf } from "../../../components/config/tags";
import { add, beside, gone, type Mutation, set, unset } from "../mutation";

/** A statement that lets everybody read every object. */
const PUBLIC_READ = {
  Sid: "PublicRead",
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::artifacts/*",
};

/** Mistakes in who reaches buckets, how, and who would see it. */
export const BUCKET_ACCESS: readonly Mutation[] = [
  {
    name: "one of the four switches against public access is off",
    at: "BucketPublicAccessBlock buckets-artifacts-public-access",
    policy: "buckets-public-access",
    change: set("restrictPublicBuckets", false),
  },
  {
    name: "a switch against public access is left out",
    at: "BucketPublicAccessBlock buckets-datasets-public-access",
    policy: "buckets-public-access",
    change: unset("ignorePublicAcls"),
  },
  {
    name: "nothing blocks public access to the logs",
    at: "BucketPublicAccessBlock buckets-logs-public-access",
    policy: "buckets-public-access",
    change: gone,
  },
  {
    name: "everybody may read artifacts",
    at: "BucketPolicy buckets-artifacts-policy",
    policy: "buckets-public-policy",
    change: add("policy.Statement", PUBLIC_READ),
  },
  {
    name: "every AWS account may write datasets, with a condition",
    at: "BucketPolicy buckets-datasets-policy",
    policy: "buckets-public-policy",
    change: add("policy.Statement", {
      ...PUBLIC_READ,
      Principal: { AWS: "*" },
      Action: "s3:PutObject",
      Condition: { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
    }),
  },
  {
    name: "everybody but one account may read reports",
    at: "BucketPolicy buckets-reports-policy",
    policy: "buckets-public-policy",
    change: add("policy.Statement", {
      Effect: "Allow",
      NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::reports/*",
    }),
  },
  {
    name: "plain HTTP reaches the artifacts",
    at: "BucketPolicy buckets-artifacts-policy",
    policy: "buckets-tls-only",
    change: unset("policy.Statement.0"),
  },
  {
    name: "the refusal of plain HTTP is turned around",
    at: "BucketPolicy buckets-datasets-policy",
    policy: "buckets-tls-only",
    change: set("policy.Statement.0.Condition.Bool.aws:SecureTransport", "true"),
  },
  {
    name: "plain HTTP is refused to one role only",
    at: "BucketPolicy buckets-backups-policy",
    policy: "buckets-tls-only",
    change: set("policy.Statement.0.Principal", {
      AWS: "arn:aws:iam::111122223333:role/reader",
    }),
  },
  {
    name: "the reports' bucket has no policy",
    at: "BucketPolicy buckets-reports-policy",
    policy: "buckets-tls-only",
    change: gone,
  },
  {
    name: "the bucket that receives access logs has object lock",
    at: "Bucket buckets-logs",
    policy: "buckets-log-target",
    change: set("objectLockEnabled", true),
  },
  {
    name: "the bucket of the logs logs to itself",
    at: "BucketLogging buckets-logs-artifacts",
    policy: "buckets-log-target",
    change: beside(
      "aws:s3/bucketLogging:BucketLogging",
      "buckets-logs-own",
      { targetPrefix: "logs/" },
      {
        bucket: ["s3/bucket:Bucket buckets-logs"],
        targetBucket: ["s3/bucket:Bucket buckets-logs"],
      },
    ),
  },
  {
    name: "nobody logs who reads artifacts",
    at: "BucketLogging buckets-logs-artifacts",
    policy: "buckets-access-logs",
    change: gone,
  },
  {
    name: "nobody logs who reads the datasets' copy",
    at: "BucketLogging buckets-replica-logs-datasets",
    policy: "buckets-access-logs",
    change: gone,
  },
  {
    name: "ACLs are switched on again",
    at: "BucketOwnershipControls buckets-artifacts-ownership",
    policy: "buckets-acls-off",
    change: set("rule.objectOwnership", "ObjectWriter"),
  },
  {
    name: "an ACL makes artifacts readable by everybody",
    at: "BucketOwnershipControls buckets-artifacts-ownership",
    policy: "buckets-public-acl",
    change: beside(
      "aws:s3/bucketAcl:BucketAcl",
      "buckets-artifacts-acl",
      { acl: "public-read" },
      { bucket: ["s3/bucket:Bucket buckets-artifacts"] },
    ),
  },
  {
    name: "an ACL's grant lets anybody with an AWS account in",
    at: "BucketOwnershipControls buckets-reports-ownership",
    policy: "buckets-public-acl",
    change: beside("aws:s3/bucketAcl:BucketAcl", "buckets-reports-acl", {
      accessControlPolicy: {
        owner: { id: "canonical-id" },
        grants: [
          {
            permission: "READ",
            grantee: {
              type: "Group",
              uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
            },
          },
        ],
      },
    }),
  },
  {
    name: "an access point lets everybody read artifacts",
    at: "s3/bucket:Bucket buckets-artifacts",
    policy: "buckets-public-policy",
    change: beside("aws:s3control/accessPointPolicy:AccessPointPolicy", "artifacts-readers", {
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [PUBLIC_READ] }),
    }),
  },
  {
    name: "a bucket is made without anything about it",
    at: "ecr/repository:Repository registry-jobs",
    policy: "buckets-public-access",
    also: [
      "buckets-abort-uploads",
      "buckets-access-logs",
      "buckets-encryption",
      "buckets-noncurrent-versions",
      "buckets-object-lock",
      "buckets-protected",
      "buckets-replication",
      "buckets-tls-only",
      "buckets-versioning",
    ],
    change: beside("aws:s3/bucket:Bucket", "scratch", {
      tags: tagsOf({ environment: "prod", owner: "platform", service: "platform" }),
    }),
  },
];

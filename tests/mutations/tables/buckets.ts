import { add, beside, gone, type Mutation, option, set, unset } from "../mutation";

/** A statement that lets everybody read every object. */
const PUBLIC_READ = {
  Sid: "PublicRead",
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::artifacts/*",
};

/** Mistakes in buckets and in what is set about them. */
export const BUCKETS: readonly Mutation[] = [
  {
    name: "versioning of the artifacts is suspended",
    at: "BucketVersioning buckets-artifacts-versioning",
    policy: "buckets-versioning",
    change: set("versioningConfiguration.status", "Suspended"),
  },
  {
    name: "the datasets have no versioning at all",
    at: "BucketVersioning buckets-datasets-versioning",
    policy: "buckets-versioning",
    change: gone,
  },
  {
    name: "the copy in the second region has no versioning",
    at: "BucketVersioning buckets-reports-replica-versioning",
    policy: "buckets-versioning",
    change: gone,
  },
  {
    name: "artifacts are encrypted with S3's own keys",
    at: "BucketServerSideEncryptionConfiguration buckets-artifacts-encryption",
    policy: "buckets-encryption",
    change: set("rules.0.applyServerSideEncryptionByDefault", { sseAlgorithm: "AES256" }),
  },
  {
    name: "datasets are encrypted with the key that AWS made for S3",
    at: "BucketServerSideEncryptionConfiguration buckets-datasets-encryption",
    policy: "buckets-encryption",
    change: set("rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId", "alias/aws/s3"),
  },
  {
    name: "nobody says how the backups' bucket encrypts",
    at: "BucketServerSideEncryptionConfiguration buckets-backups-encryption",
    policy: "buckets-encryption",
    change: gone,
  },
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
    name: "artifacts are not locked",
    at: "BucketObjectLockConfiguration buckets-artifacts-object-lock",
    policy: "buckets-object-lock",
    change: gone,
  },
  {
    name: "datasets are locked for a week instead of a month",
    at: "BucketObjectLockConfiguration buckets-datasets-object-lock",
    policy: "buckets-object-lock",
    change: set("rule.defaultRetention.days", 7),
  },
  {
    name: "in staging backups are locked for a day",
    at: "BucketObjectLockConfiguration buckets-backups-object-lock",
    environment: "staging",
    policy: "buckets-object-lock",
    change: set("rule.defaultRetention.days", 1),
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
    name: "unfinished uploads of artifacts stay for ever",
    at: "BucketLifecycleConfiguration buckets-artifacts-lifecycle",
    policy: "buckets-abort-uploads",
    change: unset("rules.0"),
  },
  {
    name: "the rule on unfinished uploads of datasets is disabled",
    at: "BucketLifecycleConfiguration buckets-datasets-lifecycle",
    policy: "buckets-abort-uploads",
    change: set("rules.0.status", "Disabled"),
  },
  {
    name: "unfinished uploads of logs stay for a month",
    at: "BucketLifecycleConfiguration buckets-logs-lifecycle",
    policy: "buckets-abort-uploads",
    change: set("rules.0.abortIncompleteMultipartUpload.daysAfterInitiation", 30),
  },
  {
    name: "replaced artifacts are gone after a week",
    at: "BucketLifecycleConfiguration buckets-artifacts-lifecycle",
    policy: "buckets-noncurrent-versions",
    change: set("rules.1.noncurrentVersionExpiration.noncurrentDays", 7),
  },
  {
    name: "replaced reports stay for ever, except under a prefix",
    at: "BucketLifecycleConfiguration buckets-reports-lifecycle",
    policy: "buckets-noncurrent-versions",
    change: set("rules.1.filter.prefix", "drafts/"),
  },
  {
    name: "no lifecycle at all for the backups",
    at: "BucketLifecycleConfiguration buckets-backups-lifecycle",
    policy: "buckets-noncurrent-versions",
    also: ["buckets-abort-uploads"],
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
    name: "the artifacts go with their bucket",
    at: "s3/bucket:Bucket buckets-artifacts",
    policy: "buckets-force-destroy",
    change: set("forceDestroy", true),
  },
  {
    name: "in staging, too, the datasets go with their bucket",
    at: "s3/bucket:Bucket buckets-datasets",
    environment: "staging",
    policy: "buckets-force-destroy",
    change: set("forceDestroy", true),
  },
  {
    name: "Pulumi may delete the backups' bucket",
    at: "s3/bucket:Bucket buckets-backups",
    policy: "buckets-protected",
    change: option({ protect: false }),
  },
  {
    name: "datasets have no copy in a second region",
    at: "BucketReplicationConfig buckets-datasets-replication-config",
    policy: "buckets-replication",
    change: gone,
  },
  {
    name: "replication of the artifacts is switched off",
    at: "BucketReplicationConfig buckets-artifacts-replication-config",
    policy: "buckets-replication",
    change: set("rules.0.status", "Disabled"),
  },
];

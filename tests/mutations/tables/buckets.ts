import { add, find, gone, type Mutation, option, set, unset } from "../mutation";

/** Mistakes in how buckets keep what is in them. */
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
    name: "replication of the artifacts is switched off",
    at: "BucketReplicationConfig buckets-artifacts-replication-config",
    policy: "buckets-replication",
    change: set("rules.0.status", "Disabled"),
  },
  {
    name: "the copy of the artifacts lies in their own region",
    at: "s3/bucket:Bucket buckets-artifacts-replica",
    policy: "buckets-replication",
    change: (one, program) => [
      { ...one, provider: find(program, "s3/bucket:Bucket buckets-artifacts").provider },
    ],
  },
  {
    name: "artifacts in service go after a year",
    at: "BucketLifecycleConfiguration buckets-artifacts-lifecycle",
    policy: "buckets-current-objects",
    change: set("rules.1.expiration", { days: 365 }),
  },
  {
    name: "data sets of one project go on a day",
    at: "BucketLifecycleConfiguration buckets-datasets-lifecycle",
    policy: "buckets-current-objects",
    change: add("rules", {
      id: "project",
      status: "Enabled",
      filter: { prefix: "project/" },
      expiration: { date: "2027-01-01" },
    }),
  },
];

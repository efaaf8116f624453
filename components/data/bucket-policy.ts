import { policyJson, type PolicyStatement } from "../../lib/iam-policy";

/** What the policy of one bucket depends on; plain values. */
export interface BucketPolicyFacts {
  readonly bucketArn: string;
  /** The one key that objects may be encrypted with; undefined when S3's own keys (SSE-S3) do it. */
  readonly kmsKeyArn?: string | undefined;
  /** Buckets whose server access logs are delivered here, and the account that they belong to. */
  readonly logDelivery?: { readonly accountId: string; readonly sourceArns: readonly string[] };
  /** The account and region whose CloudTrail trails are delivered here. */
  readonly trailDelivery?: { readonly accountId: string; readonly region: string };
  /** The account whose reports of AWS Backup are delivered here. */
  readonly reportDelivery?: { readonly accountId: string };
}

/** Where in the bucket a trail is delivered; CloudTrail puts `AWSLogs/ACCOUNT/` behind it. */
export const TRAIL_PREFIX = "cloudtrail";

/** Where in the bucket AWS Backup delivers its reports. */
export const REPORTS_PREFIX = "aws-backup";

/**
 * The policy of a bucket: nothing without TLS 1.2, nothing encrypted otherwise than the bucket says,
 * and where it is a log bucket the one writer that it has. It allows nobody else anything: who may
 * read and write is said by the IAM policies of roles.
 */
export function bucketPolicy(facts: BucketPolicyFacts): string {
  return policyJson([
    ...transport(facts.bucketArn),
    ...encryption(facts),
    ...logDelivery(facts),
    ...trailDelivery(facts),
    ...reportDelivery(facts),
  ]);
}

/**
 * Refuses plain HTTP (S3BucketSSLRequestsOnly, CKV_AWS_379) and TLS below 1.2.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
function transport(bucketArn: string): PolicyStatement[] {
  const everything = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
  } as const;
  return [
    {
      Sid: "DenyInsecureTransport",
      ...everything,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "DenyOldTls",
      ...everything,
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
  ];
}

/**
 * Refuses uploads that ask for another encryption than the bucket's default. One that asks for none
 * gets the default, hence `Null: false`: a bare `StringNotEquals` also matches an absent header and
 * would refuse every client that does not send it, boto3 and MLflow among them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function encryption({ bucketArn, kmsKeyArn }: BucketPolicyFacts): PolicyStatement[] {
  if (kmsKeyArn === undefined) return [];
  const upload = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: `${bucketArn}/*`,
  } as const;
  const ALGORITHM = "s3:x-amz-server-side-encryption";
  const KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  return [
    {
      Sid: "DenyOtherEncryption",
      ...upload,
      Condition: { Null: { [ALGORITHM]: "false" }, StringNotEquals: { [ALGORITHM]: "aws:kms" } },
    },
    {
      Sid: "DenyOtherKey",
      ...upload,
      Condition: { Null: { [KEY]: "false" }, ArnNotEquals: { [KEY]: kmsKeyArn } },
    },
  ];
}

/**
 * Lets S3 write access logs, of these buckets of this account only.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function logDelivery({ bucketArn, logDelivery }: BucketPolicyFacts): PolicyStatement[] {
  if (logDelivery === undefined) return [];
  return [
    {
      Sid: "AllowServerAccessLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${bucketArn}/*`,
      Condition: {
        ArnLike: { "aws:SourceArn": [...logDelivery.sourceArns] },
        StringEquals: { "aws:SourceAccount": logDelivery.accountId },
      },
    },
  ];
}

/**
 * Lets CloudTrail write, for trails of this account and region only, and look that it may.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
function trailDelivery({ bucketArn, trailDelivery }: BucketPolicyFacts): PolicyStatement[] {
  if (trailDelivery === undefined) return [];
  const { accountId, region } = trailDelivery;
  const byTrail = {
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
  } as const;
  const trails = { "aws:SourceArn": `arn:aws:cloudtrail:${region}:${accountId}:trail/*` };
  return [
    {
      Sid: "AllowTrailCheck",
      ...byTrail,
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { ArnLike: trails },
    },
    {
      Sid: "AllowTrailDelivery",
      ...byTrail,
      Action: "s3:PutObject",
      Resource: `${bucketArn}/${TRAIL_PREFIX}/AWSLogs/${accountId}/*`,
      Condition: {
        ArnLike: trails,
        StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}

/**
 * Lets AWS Backup write its reports, as the role that it has for this in the account. The role must be
 * there, since S3 takes no policy that names nobody: `aws iam create-service-linked-role
 * --aws-service-name reports.backup.amazonaws.com`. Its own policy lets it use the bucket's key.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/create-report-plan-console.html
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/create-report-plan-api.html
 */
function reportDelivery({ bucketArn, reportDelivery }: BucketPolicyFacts): PolicyStatement[] {
  if (reportDelivery === undefined) return [];
  const role = "aws-service-role/reports.backup.amazonaws.com/AWSServiceRoleForBackupReports";
  return [
    {
      Sid: "AllowBackupReports",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${reportDelivery.accountId}:role/${role}` },
      Action: "s3:PutObject",
      Resource: `${bucketArn}/${REPORTS_PREFIX}/*`,
      Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
  ];
}

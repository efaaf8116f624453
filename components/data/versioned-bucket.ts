import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketPolicy } from "./bucket-policy";
import { bucketProblems, lifecycleRules } from "./bucket-settings";
import { BucketReplication } from "./bucket-replication";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { policyDocument } from "../workloads/policy-document";

/** Where a second copy of a bucket is kept. */
export interface ReplicaArgs {
  /** The provider of the second region. Plain. */
  readonly provider: aws.Provider;
  /** The key of the replica, of that region: a key of this one is out of reach when it is down. */
  readonly kmsKeyArn: pulumi.Input<string>;
}

export interface VersionedBucketArgs extends RetentionArgs {
  /**
   * The KMS key of its objects; or S3's own keys, which only a target of access logs needs:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
   */
  readonly encryption: { readonly kmsKeyArn: pulumi.Input<string> } | "s3-managed";
  /** Days that a replaced or deleted version stays restorable; at least `objectLockDays`. Plain. */
  readonly noncurrentDays: number;
  /**
   * Days after which objects expire by themselves. Plain.
   * @default never
   */
  readonly expireDays?: number;
  /**
   * Days that a new version cannot be deleted (object lock, governance mode). Plain, and final: once
   * on it cannot be switched off, nor versioning with it.
   * @default 0 no object lock
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
   */
  readonly objectLockDays?: number;
  /**
   * Buckets whose access logs are delivered here. Makes it a log bucket.
   * @default none
   */
  readonly logDelivery?: {
    /** The account of the sources. */
    readonly accountId: pulumi.Input<string>;
    readonly sourceArns: readonly pulumi.Input<string>[];
  };
  /**
   * The account and region whose CloudTrail trails are delivered here, under `cloudtrail/`.
   * @default none
   */
  readonly trailDelivery?: {
    readonly accountId: pulumi.Input<string>;
    readonly region: string;
  };
  /**
   * The account whose reports of AWS Backup are delivered here, under `aws-backup/`.
   * @default none
   */
  readonly reportDelivery?: { readonly accountId: pulumi.Input<string> };
  /**
   * A copy in a second region. Plain: it decides which resources exist.
   * @default no copy
   */
  readonly replica?: ReplicaArgs;
  /**
   * Unsafe: deleting the bucket deletes its objects, all their versions, locked ones included.
   * For environments that are torn down; rule S3-8. Plain.
   * @default false a bucket with objects cannot be deleted
   */
  readonly destroyWithObjects?: boolean;
  /** Tags of everything here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A private S3 bucket that forgets nothing at once: versioned, encrypted, TLS-only, bounded. */
export class VersionedBucket extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:VersionedBucket";

  /** The bucket's name. */
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The copy in the second region. */
  readonly replica: VersionedBucket | undefined;
  /** The policy: what must exist before others are told to write here. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: VersionedBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super(VersionedBucket.__pulumiType, name, {}, opts);
    this.validate(args);
    const own = { parent: this, ...retentionOptions(args) };
    const objectLockDays = args.objectLockDays ?? 0;
    const tags = { ...args.tags };

    const bucket = new aws.s3.Bucket(
      name,
      {
        forceDestroy: args.destroyWithObjects ?? false,
        objectLockEnabled: objectLockDays > 0,
        tags,
      },
      own,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      own,
    );
    const ownership = new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      own,
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      own,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket: bucket.bucket, rules: [encryptionRule(args.encryption)] },
      own,
    );
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.bucket, policy: policyOf(bucket.arn, args) },
      // S3 answers OperationAborted when settings of one bucket are changed at the same time.
      { ...own, dependsOn: [publicAccess, ownership] },
    );
    const lifecycle = new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: lifecycleRules(args) },
      // Rules for noncurrent versions mean nothing before there are versions.
      { ...own, dependsOn: [versioning] },
    );
    if (objectLockDays > 0) {
      new aws.s3.BucketObjectLockConfiguration(
        `${name}-object-lock`,
        {
          bucket: bucket.bucket,
          rule: { defaultRetention: { mode: "GOVERNANCE", days: objectLockDays } },
        },
        { ...own, dependsOn: [versioning, lifecycle] },
      );
    }

    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.replica = this.replicate(name, args, versioning);
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }

  private validate(args: VersionedBucketArgs): void {
    const problems = bucketProblems({
      ...args,
      encrypted: args.encryption === "s3-managed" ? "s3-managed" : "kms",
      replicated: args.replica !== undefined,
      receivesLogs: args.logDelivery !== undefined,
    });
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
  }

  private replicate(
    name: string,
    args: VersionedBucketArgs,
    versioning: aws.s3.BucketVersioning,
  ): VersionedBucket | undefined {
    const { replica: at, encryption, ...all } = args;
    // Others deliver to the bucket itself, and the copy follows.
    const { logDelivery: _, trailDelivery: __, reportDelivery: ___, ...rest } = all;
    if (at === undefined || encryption === "s3-managed") return undefined;
    const replica = new VersionedBucket(
      `${name}-replica`,
      { ...rest, encryption: { kmsKeyArn: at.kmsKeyArn } },
      { parent: this, providers: [at.provider] },
    );
    new BucketReplication(
      `${name}-replication`,
      {
        ...retentionOptions(args),
        source: { bucketName: this.bucketName, arn: this.arn, kmsKeyArn: encryption.kmsKeyArn },
        replica: { arn: replica.arn, kmsKeyArn: at.kmsKeyArn },
        after: [versioning, replica],
        tags: args.tags,
      },
      { parent: this },
    );
    return replica;
  }
}

/** Bucket keys make one KMS call for many objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
function encryptionRule(
  encryption: VersionedBucketArgs["encryption"],
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
  return {
    applyServerSideEncryptionByDefault:
      encryption === "s3-managed"
        ? { sseAlgorithm: "AES256" }
        : { sseAlgorithm: "aws:kms", kmsMasterKeyId: encryption.kmsKeyArn },
    bucketKeyEnabled: encryption !== "s3-managed",
    // A key that only the uploader has makes an object nobody can read back: how S3 is held to ransom.
    blockedEncryptionTypes: ["SSE-C"],
  };
}

function policyOf(
  bucketArn: pulumi.Output<string>,
  { encryption, logDelivery, trailDelivery, reportDelivery }: VersionedBucketArgs,
): aws.iam.PolicyDocument {
  return policyDocument(
    {
      bucketArn,
      kmsKeyArn: encryption === "s3-managed" ? undefined : encryption.kmsKeyArn,
      ...(logDelivery !== undefined && {
        logDelivery: { accountId: logDelivery.accountId, sourceArns: logDelivery.sourceArns },
      }),
      ...(trailDelivery !== undefined && { trailDelivery: { ...trailDelivery } }),
      ...(reportDelivery !== undefined && { reportDelivery: { ...reportDelivery } }),
    },
    bucketPolicy,
  );
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import type { BucketRetention } from "../config/retention/table";
import { VersionedBucket } from "./versioned-bucket";

export interface LogBucketArgs extends RetentionArgs {
  /**
   * Name → bucket of the same region whose access logs are collected. The names are plain: they
   * decide which resources exist, and become the prefixes of the logs.
   */
  readonly sources: Readonly<Record<string, Pick<VersionedBucket, "bucketName" | "arn">>>;
  /** The account of the sources; nobody else's logs are accepted. */
  readonly accountId: pulumi.Input<string>;
  /**
   * The region whose CloudTrail trails, of the same account, are delivered here. Plain.
   * @default none
   */
  readonly trailRegion?: string;
  /** How long logs are kept; never locked, never copied. Plain. */
  readonly retention: Pick<BucketRetention, "keptDays" | "restorableDays">;
  /**
   * Unsafe: deleting the bucket deletes its logs. Plain.
   * @default false
   */
  readonly destroyWithObjects?: boolean;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The access logs of other buckets, and what records what people do. Never object-locked: S3 delivers no logs to a locked bucket. With
 * S3's own keys, the encryption that AWS documents for log targets; a KMS key was seen to work when
 * its policy lets the logging service in (https://github.com/aws/aws-cdk/pull/25350), which is not
 * relied on. Itself without access logs, as AWS advises: they would log the logging.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export class LogBucket extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:LogBucket";

  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What must be there before anything is delivered. */
  readonly ready: pulumi.Resource;

  constructor(name: string, args: LogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LogBucket.__pulumiType, name, {}, opts);
    // Sorted: the same sources in another order are the same plan.
    const sources = Object.entries(args.sources).sort(([a], [b]) => (a < b ? -1 : 1));

    const bucket = new VersionedBucket(
      name,
      {
        ...retentionOptions(args),
        encryption: "s3-managed",
        noncurrentDays: args.retention.restorableDays,
        ...(args.retention.keptDays !== null && { expireDays: args.retention.keptDays }),
        logDelivery: {
          accountId: args.accountId,
          sourceArns: sources.map(([, source]) => source.arn),
        },
        ...(args.trailRegion !== undefined && {
          trailDelivery: { accountId: args.accountId, region: args.trailRegion },
        }),
        ...(args.destroyWithObjects !== undefined && {
          destroyWithObjects: args.destroyWithObjects,
        }),
        tags: args.tags,
      },
      { parent: this },
    );
    for (const [source, { bucketName }] of sources) {
      new aws.s3.BucketLogging(
        `${name}-${source}`,
        {
          bucket: bucketName,
          targetBucket: bucket.bucketName,
          targetPrefix: `${source}/`,
          targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
        },
        { parent: this, ...retentionOptions(args), dependsOn: [bucket.policy] },
      );
    }

    this.bucketName = bucket.bucketName;
    this.arn = bucket.arn;
    this.ready = bucket.policy;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }
}

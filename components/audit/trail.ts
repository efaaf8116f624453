import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "../../lib/iam-policy";
import type { PostureSettings } from "../config/posture";
import { policyDocument } from "../workloads/policy-document";
import { trailLogPolicy } from "./audit-policies";
import type { AccountEvents } from "./account-events";

export interface TrailArgs {
  readonly accountId: pulumi.Input<string>;
  /** The trail's home region. Plain. */
  readonly region: string;
  /** The key of the trail and its log group; its policy must admit CloudTrail and CloudWatch Logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until an event is deleted from the log group; the bucket's own rule says how long it is there. Plain. */
  readonly logRetentionDays: number;
  /** Where the trail is kept: a bucket whose policy lets CloudTrail write under `prefix`. */
  readonly bucket: {
    readonly bucketName: pulumi.Input<string>;
    /** Without a slash. Plain. */
    readonly prefix: string;
    /** What must be there before the trail. */
    readonly ready: pulumi.Resource;
  };
  /** Which object-level events of S3. Plain: it decides what is declared. */
  readonly dataEvents: PostureSettings["auditDataEvents"];
  /** The buckets that they are recorded for. */
  readonly dataBucketArns: readonly pulumi.Input<string>[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What people and programs do in the account, in every region: kept in the bucket of logs, encrypted and
 * with digests that show a change, and in a log group that alarms watch. All regions, because roles are
 * taken and the root user signs in wherever somebody likes.
 *
 * The log bucket has no object lock, since S3 delivers no access logs to a locked one: its versions and
 * the trail's digests show a change, they do not prevent one.
 *
 * Cost: a second trail of an account is billed by the event (https://aws.amazon.com/cloudtrail/pricing/),
 * data events always; `cloudwatch/logs-ingestion` for the log group.
 */
export class Trail extends pulumi.ComponentResource implements AccountEvents {
  /** @internal */
  static readonly __pulumiType = "towpath:audit:Trail";

  readonly logGroupName: pulumi.Output<string>;
  readonly eventRoot = "$";

  constructor(name: string, args: TrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Trail.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = { ...args.tags };
    const { accountId, region } = args;

    const group = new aws.cloudwatch.LogGroup(
      name,
      { kmsKeyId: args.logsKeyArn, retentionInDays: args.logRetentionDays, tags },
      own,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "CloudTrail writes to the log group of the trail",
        assumeRolePolicy: policyDocument({}, () => serviceTrust("cloudtrail.amazonaws.com")),
        tags,
      },
      own,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: policyDocument({ groupArn: group.arn, accountId }, (known) =>
          trailLogPolicy(known.groupArn, known.accountId, region),
        ),
      },
      own,
    );
    new aws.cloudtrail.Trail(
      `${name}-all-regions`,
      {
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogging: true,
        enableLogFileValidation: true,
        kmsKeyId: args.logsKeyArn,
        s3BucketName: args.bucket.bucketName,
        s3KeyPrefix: args.bucket.prefix,
        cloudWatchLogsGroupArn: pulumi.interpolate`${group.arn}:*`,
        cloudWatchLogsRoleArn: role.arn,
        advancedEventSelectors: selectors(args),
        tags,
      },
      // CloudTrail tries both destinations before it makes the trail.
      { ...own, dependsOn: [rights, args.bucket.ready] },
    );

    this.logGroupName = group.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html */
function selectors({
  dataEvents,
  dataBucketArns,
}: TrailArgs): aws.types.input.cloudtrail.TrailAdvancedEventSelector[] {
  const management = {
    name: "What is done to the account's resources",
    fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
  };
  if (dataEvents === "none") return [management];
  return [
    management,
    {
      name: "What is done to objects",
      fieldSelectors: [
        { field: "eventCategory", equals: ["Data"] },
        { field: "resources.type", equals: ["AWS::S3::Object"] },
        {
          field: "resources.ARN",
          startsWiths: dataBucketArns.map((arn) => pulumi.interpolate`${arn}/`),
        },
        ...(dataEvents === "writes" ? [{ field: "readOnly", equals: ["false"] }] : []),
      ],
    },
  ];
}

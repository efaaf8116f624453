import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LogBucket } from "./log-bucket";
import type { DataClass } from "../config/environment-schema";
import type { BucketRetention } from "../config/retention/table";
import { ReplicaKey } from "./replica-key";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { VersionedBucket, type ReplicaArgs } from "./versioned-bucket";

/** What the platform keeps in buckets; access logs go to a bucket of their own. */
export const BUCKETS = ["datasets", "artifacts", "reports", "backups"] as const;

export type BucketPurpose = (typeof BUCKETS)[number];

export interface BucketsArgs extends RetentionArgs {
  /** The key of the objects. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** The account that all this is in, 12 digits: whose access logs are accepted. */
  readonly accountId: pulumi.Input<string>;
  /** How long each keeps what is in it. Plain. */
  readonly retention: Readonly<Record<BucketPurpose | "logs", BucketRetention>>;
  /**
   * The region whose CloudTrail trails are delivered to the bucket of logs. Plain.
   * @default none
   */
  readonly trailRegion?: string;
  /**
   * Does AWS Backup deliver reports to the bucket of reports? Plain.
   * @default false
   */
  readonly backupReports?: boolean;
  /**
   * The provider of a second region, for the buckets that are copied. Plain.
   * @default no copies
   */
  readonly replicaRegionProvider?: aws.Provider;
  /**
   * Days, 7 to 30, between deleting the replicas' key and losing them. Plain.
   * @default 30
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly kmsDeletionWindowDays?: number;
  /**
   * Unsafe: deleting a bucket deletes its objects (rule S3-8). Plain.
   * @default false
   */
  readonly destroyWithObjects?: boolean;
  /** What is in each: its tag `towpath:data-class`, by which backups choose. Plain. */
  readonly dataClasses: Readonly<Record<BucketPurpose | "logs", DataClass>>;
  /** Tags of everything taggable here, the class of data apart. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The buckets of an environment: datasets, artifacts, reports, backups, and the logs of all four. */
export class Buckets extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:Buckets";

  readonly datasets: VersionedBucket;
  readonly artifacts: VersionedBucket;
  readonly reports: VersionedBucket;
  readonly backups: VersionedBucket;
  readonly logs: LogBucket;
  /** Purpose → name, logs included. */
  readonly bucketNames: pulumi.Output<Record<BucketPurpose | "logs", string>>;

  constructor(name: string, args: BucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Buckets.__pulumiType, name, {}, opts);
    const replica = this.replicaOf(name, args);
    const shared = {
      ...retentionOptions(args),
      destroyWithObjects: args.destroyWithObjects ?? false,
    };
    const tagsOf = (purpose: BucketPurpose | "logs") => ({
      ...args.tags,
      "towpath:data-class": args.dataClasses[purpose],
    });
    const bucket = (purpose: BucketPurpose) => {
      const { keptDays, restorableDays, lockedDays, copied } = args.retention[purpose];
      return new VersionedBucket(
        `${name}-${purpose}`,
        {
          ...shared,
          encryption: { kmsKeyArn: args.kmsKeyArn },
          noncurrentDays: restorableDays,
          objectLockDays: lockedDays,
          ...(keptDays !== null && { expireDays: keptDays }),
          tags: tagsOf(purpose),
          ...(copied && replica !== undefined && { replica }),
          ...(purpose === "reports" &&
            args.backupReports === true && { reportDelivery: { accountId: args.accountId } }),
        },
        { parent: this },
      );
    };
    const made = {
      datasets: bucket("datasets"),
      artifacts: bucket("artifacts"),
      reports: bucket("reports"),
      backups: bucket("backups"),
    } satisfies Record<BucketPurpose, VersionedBucket>;
    const logsOf = (
      logs: string,
      sources: Record<string, VersionedBucket>,
      provider?: aws.Provider,
    ) =>
      new LogBucket(
        logs,
        {
          ...shared,
          sources,
          accountId: args.accountId,
          retention: args.retention.logs,
          tags: tagsOf("logs"),
          // A trail delivers to one bucket, the one beside it.
          ...(provider === undefined &&
            args.trailRegion !== undefined && { trailRegion: args.trailRegion }),
        },
        // S3 delivers logs within one region: the replicas have a log bucket where they are.
        { parent: this, ...(provider !== undefined && { providers: [provider] }) },
      );

    this.logs = logsOf(`${name}-logs`, made);
    if (replica !== undefined) {
      const replicas = Object.entries(made).flatMap(([purpose, { replica: copy }]) =>
        copy === undefined ? [] : [[purpose, copy] as const],
      );
      logsOf(`${name}-replica-logs`, Object.fromEntries(replicas), replica.provider);
    }
    this.datasets = made.datasets;
    this.artifacts = made.artifacts;
    this.reports = made.reports;
    this.backups = made.backups;
    this.bucketNames = pulumi.output({
      datasets: made.datasets.bucketName,
      artifacts: made.artifacts.bucketName,
      reports: made.reports.bucketName,
      backups: made.backups.bucketName,
      logs: this.logs.bucketName,
    });
    this.registerOutputs({ bucketNames: this.bucketNames });
  }

  /** The second region's side of every bucket, with one key of that region for all of them. */
  private replicaOf(name: string, args: BucketsArgs): ReplicaArgs | undefined {
    const provider = args.replicaRegionProvider;
    const copied = Object.values(args.retention).some((kept) => kept.copied);
    if (provider === undefined || !copied) return undefined;
    const key = new ReplicaKey(
      `${name}-replica-key`,
      {
        ...retentionOptions(args),
        accountId: args.accountId,
        deletionWindowDays: args.kmsDeletionWindowDays ?? 30,
        tags: args.tags,
      },
      { parent: this, providers: [provider] },
    );
    return { provider, kmsKeyArn: key.arn };
  }
}

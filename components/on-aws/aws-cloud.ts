import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { NamedPlace } from "../access/people";
import type { Access } from "../config/access";
import type { AwsEnvironment } from "../config/environment";
import type { Images } from "../config/images";
import { Compute } from "./compute";
import type { BaselineFiles } from "../config/baseline-files";
import type { DeclaredJob } from "../config/jobs";
import type { RecordFile } from "../config/record-files";
import type { Service } from "../config/service";
import { isDrilled } from "../config/recovery";
import { retentionOf } from "../config/retention/table";
import { type Belonging, tagsOf } from "../config/tags";
import type { Teams } from "../config/teams";
import { Backups } from "../data/backups";
import { Buckets } from "../data/buckets";
import { type Caller, lookUpCaller } from "../foundation/caller";
import { Keys } from "../foundation/keys";
import { Network } from "../foundation/network";
import { Registry } from "../foundation/registry";
import type { RecoveryTold } from "../composed/cluster-recovery";
import type { ServingCluster } from "../composed/model-serving";
import { partitionOfRegion } from "./arn-parts";
import { AuditOnAws } from "./audit-on-aws";
import { dataClassesOf, servedBucketsOf } from "./aws-args";
import { type NamedParts, placeOf } from "./named-parts";
import { PeopleOnAws } from "./people-on-aws";
import { servingOnAws } from "./serving-on-aws";
import { JobsOnAws } from "./jobs-on-aws";
import { RecoveryOnAws } from "./recovery-on-aws";
import { TrackingOnAws } from "./tracking-on-aws";
import type { Bundle } from "../workloads/bundle-source";
import { WorkloadBoundary } from "../workloads/workload-boundary";

/** The providers of an environment on AWS, made by the program. */
export interface CloudProviders {
  /** Of the environment's region. */
  readonly aws: aws.Provider;
  /** For passwords and names. */
  readonly random: random.Provider;
  /** Of the second region that buckets are copied to. @default no copies */
  readonly second?: aws.Provider;
}

export interface AwsCloudArgs {
  /** The environment's name, for tags and labels. */
  readonly name: string;
  readonly environment: AwsEnvironment;
  readonly images: Images;
  readonly teams: Teams;
  /** stacks/access.yaml: which roles people have, where the stack file says who vouches for them. */
  readonly access: Access;
  readonly services: Readonly<Record<string, Service>>;
  /** Service → its committed baseline. */
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  readonly jobs: readonly DeclaredJob[];
  /** The programs that run in containers. */
  readonly bundles: Readonly<Record<"job" | "recovery" | "inference", Bundle>>;
  /** Promotion records, for backups. */
  readonly records: readonly RecordFile[];
  readonly providers: CloudProviders;
}

/**
 * Everything of an environment that lives in AWS, in the order in which the parts need each other:
 * keys, network, registry, cluster, nodes, what runs on them, buckets, database, tracking, backups, and
 * what records all of it.
 */
export class AwsCloud extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:AwsCloud";

  /** Where experiments are tracked; null before maturity 2. */
  readonly trackingUri: pulumi.Output<string | null>;

  /** Where its models are served. */
  readonly serving: ServingCluster;
  /** Whom backups of tracking are encrypted to, and where they run; null before maturity 2. */
  readonly recovery: RecoveryTold | null;
  /** The namespaces of teams and of tracking; none before maturity 2. */
  readonly places: readonly NamedPlace[];

  private readonly part: Belonging;
  /** For whatever holds data: the posture decides whether it can be lost. */
  private readonly kept: { protect: boolean; retainOnDelete: boolean };

  constructor(name: string, args: AwsCloudArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      AwsCloud.__pulumiType,
      name,
      {},
      {
        ...opts,
        providers: { aws: args.providers.aws, random: args.providers.random },
      },
    );
    const { settings, region } = args.environment;
    this.part = { environment: args.name, owner: "platform", service: "platform" };
    this.kept = { protect: settings.protect, retainOnDelete: settings.retainOnDelete };
    const caller = lookUpCaller({ parent: this });

    const keys = new Keys(
      "keys",
      {
        accountId: caller.accountId,
        region,
        deletionWindowDays: retentionOf(settings).deletedKeyDays,
        tags: tagsOf(this.part),
        ...this.kept,
      },
      { parent: this },
    );
    const network = this.network(args, keys, caller);
    new Registry(
      "registry",
      {
        repositories: ["inference", "jobs"],
        retention: retentionOf(settings).images,
        kmsKeyArn: keys.arns.registry,
        tags: tagsOf(this.part),
        ...this.kept,
      },
      { parent: this },
    );
    const compute = new Compute(
      "compute",
      { ...args, keys, network, caller, part: this.part },
      { parent: this },
    );
    const buckets = this.buckets(args, keys, caller);
    const permissionsBoundary = this.boundary(args, { keys, compute, buckets });
    this.serving = servingOnAws({
      ...{ name: args.name, compute, keys, environment: args.environment },
      ...{ permissionsBoundary, providers: args.providers },
    });
    // Tracking starts with shared experiments; until then nobody pays for its database.
    const tracking =
      args.environment.maturity >= 2
        ? new TrackingOnAws(
            "tracking",
            {
              ...args,
              ...{ keys, network, compute, buckets },
              part: { ...this.part, service: "tracking", dataClass: "internal" },
              ...this.kept,
            },
            { parent: this },
          )
        : undefined;
    this.trackingUri = pulumi.output<string | null>(tracking?.uri ?? null);
    if (tracking !== undefined) {
      const { part } = this;
      const jobs = new JobsOnAws(
        "jobs",
        {
          ...{ ...args, keys, compute, buckets, part, region, permissionsBoundary },
          code: args.bundles.job,
          trackingUri: tracking.uri,
        },
        { parent: this },
      );
      this.places = [...jobs.places, tracking.place];
      this.recovery = new RecoveryOnAws(
        "recovery",
        {
          ...{ ...args, ...this.kept, keys, compute, buckets, dump: tracking.dump },
          databaseCidrs: [network.cidr],
          part: { ...this.part, service: "recovery", dataClass: "internal" },
        },
        { parent: this },
      ).told;
    } else {
      this.recovery = null;
      this.places = [];
    }
    const backups = this.backups(args, keys, caller, tracking);
    this.people(args, { keys, caller, compute, buckets, backups });
    const audit = { ...args, keys, caller, compute, buckets, backups };
    new AuditOnAws(
      "audit",
      { ...audit, part: { ...this.part, service: "audit" } },
      { parent: this },
    );
    this.registerOutputs({ trackingUri: this.trackingUri });
  }

  private network(args: AwsCloudArgs, keys: Keys, caller: Caller): Network {
    const { network, region, settings } = args.environment;
    return new Network(
      "network",
      {
        cidr: network.cidr,
        zones: network.azs,
        region,
        accountId: caller.accountId,
        natGateways: settings.natGateways,
        interfaceEndpoints: settings.interfaceEndpoints,
        logsKeyArn: keys.arns.logs,
        logRetentionDays: retentionOf(settings).logGroupDays,
        tags: tagsOf(this.part),
      },
      { parent: this },
    );
  }

  private buckets(args: AwsCloudArgs, keys: Keys, caller: Caller): Buckets {
    const { audit, region, settings } = args.environment;
    const kept = retentionOf(settings);
    const { second } = args.providers;
    return new Buckets(
      "buckets",
      {
        kmsKeyArn: keys.arns.data,
        accountId: caller.accountId,
        retention: kept.buckets,
        ...(audit.trail === "own" && { trailRegion: region }),
        backupReports: isDrilled(settings),
        kmsDeletionWindowDays: kept.deletedKeyDays,
        ...(second !== undefined && { replicaRegionProvider: second }),
        dataClasses: dataClassesOf(args.environment),
        tags: tagsOf(this.part),
        ...this.kept,
      },
      { parent: this },
    );
  }

  /** The most that roles of jobs and services could have; tracking's pods have one of their own. */
  private boundary(
    args: AwsCloudArgs,
    { keys, compute, buckets }: Pick<NamedParts, "keys" | "compute" | "buckets">,
  ): pulumi.Output<string> {
    const { region, regions_allowed: regions } = args.environment;
    const served = servedBucketsOf(args.services, args.name);
    return new WorkloadBoundary(
      "workloads-boundary",
      {
        clusterArn: compute.cluster.arn,
        readArns: [
          buckets.artifacts.arn,
          buckets.datasets.arn,
          ...served.map((bucket) => `arn:${partitionOfRegion(region)}:s3:::${bucket}`),
        ],
        writtenArns: [buckets.artifacts.arn],
        kmsKeyArn: keys.arns.data,
        regions,
        tags: tagsOf(this.part),
      },
      { parent: this },
    ).arn;
  }

  private backups(
    args: AwsCloudArgs,
    keys: Keys,
    caller: Caller,
    tracking: TrackingOnAws | undefined,
  ): Backups {
    const { settings, people } = args.environment;
    const { second } = args.providers;
    return new Backups(
      "backups",
      {
        environment: args.name,
        care: retentionOf(settings).backups,
        kmsKeyArn: keys.arns.backups,
        accountId: caller.accountId,
        kmsDeletionWindowDays: retentionOf(settings).deletedKeyDays,
        ...(second !== undefined && { secondRegion: second }),
        ...(tracking !== undefined && { databaseSubnetGroup: tracking.databaseSubnetGroup }),
        restoredByPeople: people !== undefined,
        tags: tagsOf({ ...this.part, service: "backups" }),
        ...this.kept,
      },
      { parent: this },
    );
  }

  /** Roles for people and pipelines; nobody but the deployer comes in where none vouches for them. */
  private people(args: AwsCloudArgs, named: NamedParts): void {
    const { people, deploy, region } = args.environment;
    if (people === undefined && deploy === undefined) return;
    const place = placeOf(named, { environment: args.name, region });
    const { part } = this;
    new PeopleOnAws("people", { ...args, place, part }, { parent: this });
  }
}

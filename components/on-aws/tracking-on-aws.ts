import * as pulumi from "@pulumi/pulumi";
import type { NamedPlace } from "../access/people";
import type { Compute } from "./compute";
import type { Access } from "../config/access";
import { firstUseReaders } from "../config/access/secret-readers";
import type { AwsEnvironment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { retentionOf } from "../config/retention/table";
import { type Belonging, labelsOf, tagsOf } from "../config/tags";
import type { Service } from "../config/service";
import type { Teams } from "../config/teams";
import type { Buckets } from "../data/buckets";
import { Database } from "../data/database";
import type { Keys } from "../foundation/keys";
import type { Network } from "../foundation/network";
import { namespace } from "../composed/namespace";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { recordFiles } from "../composed/record-files";
import { postgresMajorOf } from "./aws-args";
import { Mlflow } from "../tracking/mlflow";
import type { TrackingDump } from "../tracking/mlflow-args";
import { WorkloadBoundary } from "../workloads/workload-boundary";

export interface TrackingOnAwsArgs extends RetentionArgs {
  readonly environment: AwsEnvironment;
  readonly images: Images;
  /** stacks/access.yaml: who may read secrets. */
  readonly access: Access;
  /** Whose namespaces may call it. */
  readonly teams: Teams;
  /** Whose promotion records name what is never removed. */
  readonly services: Readonly<Record<string, Service>>;
  readonly keys: Keys;
  readonly network: Network;
  readonly compute: Compute;
  readonly buckets: Buckets;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** MLflow in the cluster, with a PostgreSQL of its own and a prefix of the artifacts bucket. */
export class TrackingOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:TrackingOnAws";

  /** Where experiments are tracked. */
  readonly uri: pulumi.Output<string>;
  /** Where it runs. */
  readonly place: NamedPlace;
  /** How its databases are backed up. */
  readonly dump: TrackingDump;
  /** The private subnets of its database. */
  readonly databaseSubnetGroup: pulumi.Output<string>;

  constructor(name: string, args: TrackingOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TrackingOnAws.__pulumiType, name, {}, opts);
    const { buckets, environment, keys, network, part } = args;
    const { cluster, provider, ready } = args.compute;
    const database = this.database(args);
    const labels = labelsOf(part);
    const { tracking, settings } = environment;
    const space = namespace(
      "tracking",
      { level: "restricted", labels },
      { parent: this, provider },
    );
    this.place = { kind: "tracking", namespace: space };
    const boundary = new WorkloadBoundary(
      "tracking-boundary",
      {
        clusterArn: cluster.arn,
        readArns: [buckets.artifacts.arn],
        writtenArns: [buckets.artifacts.arn],
        kmsKeyArn: keys.arns.data,
        secretArn: database.masterSecretArn,
        regions: environment.regions_allowed,
        tags: tagsOf(part),
      },
      { parent: this },
    );
    // Of its own: it alone deletes, and reads nothing.
    const collectionBoundary = new WorkloadBoundary(
      "tracking-gc-boundary",
      {
        clusterArn: cluster.arn,
        readArns: [buckets.artifacts.arn],
        deletedArn: buckets.artifacts.arn,
        kmsKeyArn: keys.arns.data,
        regions: environment.regions_allowed,
        tags: tagsOf(part),
      },
      { parent: this },
    );
    const mlflow = new Mlflow(
      "mlflow",
      {
        image: imageRef(args.images, "mlflow").reference,
        namespace: space,
        site: {
          kind: "aws",
          clusterName: cluster.clusterName,
          clusterArn: cluster.arn,
          region: environment.region,
          masterSecretArn: database.masterSecretArn,
          masterSecretKmsKeyArn: keys.arns.data,
          databaseCidrs: [network.cidr],
          bucketArn: buckets.artifacts.arn,
          bucketKmsKeyArn: keys.arns.data,
          secretsKmsKeyArn: keys.arns.secrets,
          secretRecoveryDays: retentionOf(settings).deletedSecretDays,
          secretReaders: firstUseReaders(args.access),
          permissionsBoundary: boundary.arn,
          tags: tagsOf(part),
        },
        database: { host: database.host, port: database.port },
        artifacts: { bucketName: buckets.artifacts.bucketName, prefix: TRACKING_PREFIX },
        collection: {
          records: recordFiles(args.services),
          permissionsBoundary: collectionBoundary.arn,
        },
        clientNamespaces: Object.values(args.teams).map((team) => team.namespace),
        hostnames: tracking.hostnames,
        replicas: tracking.replicas,
        workers: tracking.workers,
        memoryMib: tracking.memory_mib,
        secretGeneration: tracking.secret_generation,
        after: ready,
        labels,
      },
      { parent: this, providers: { kubernetes: provider } },
    );
    this.uri = mlflow.trackingUri;
    this.dump = mlflow.dump;
    this.databaseSubnetGroup = database.subnetGroupName;
    this.registerOutputs({ uri: this.uri, databaseSubnetGroup: this.databaseSubnetGroup });
  }

  private database(args: TrackingOnAwsArgs): Database {
    const { compute, keys, network, part } = args;
    const { database, settings } = args.environment;
    const kept = retentionOf(settings);
    return new Database(
      "database",
      {
        vpcId: network.vpcId,
        subnetIds: [...network.intraSubnetIds],
        clients: { nodes: compute.cluster.securityGroupId },
        kmsKeyArn: keys.arns.data,
        instanceClass: database.instance_class,
        storageGib: database.storage_gib,
        maxStorageGib: database.max_storage_gib,
        postgresMajor: postgresMajorOf(database.engine_version),
        backupRetentionDays: kept.databaseDays,
        queryStatisticsDays: kept.queryStatisticsDays,
        multiAz: settings.multiAz,
        deletionProtection: settings.deletionProtection,
        finalSnapshot: kept.finalSnapshot,
        tags: tagsOf(part),
        ...retentionOptions(args),
      },
      { parent: this },
    );
  }
}

import type * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { AwsEnvironment } from "./config/environment";
import { type Images, imageRef } from "./config/images";
import { type Belonging, labelsOf, tagsOf } from "./config/tags";
import type { Teams } from "./config/teams";
import { Buckets } from "./data/buckets";
import { Database } from "./data/database";
import { type Caller, lookUpCaller } from "./foundation/caller";
import { Cluster } from "./foundation/cluster";
import { DefaultStorage } from "./foundation/default-storage";
import { Keys } from "./foundation/keys";
import { Network } from "./foundation/network";
import { NetworkAddons } from "./foundation/network-addons";
import { Registry } from "./foundation/registry";
import { WorkloadAddons } from "./foundation/workload-addons";
import { DcgmExporter } from "./nodes/dcgm-exporter";
import { DevicePlugin } from "./nodes/device-plugin";
import { NodePools } from "./nodes/node-pools";
import { gpuProfilesOf, poolsOf, postgresMajorOf, publicAccessOf } from "./platform-args";
import { Mlflow } from "./tracking/mlflow";

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
  readonly providers: CloudProviders;
}

/** Options of what lies in the cluster. */
interface InCluster {
  readonly parent: AwsCloud;
  readonly providers: { readonly kubernetes: kubernetes.Provider };
}

/**
 * Everything of an environment that lives in AWS, in the order in which the parts need each other:
 * keys, network, registry, cluster, nodes, what runs on them, buckets, database, tracking.
 */
export class AwsCloud extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:AwsCloud";

  /** Where experiments are tracked; null before maturity 2. */
  readonly trackingUri: pulumi.Output<string | null>;

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
        deletionWindowDays: settings.kmsDeletionWindowDays,
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
        kmsKeyArn: keys.arns.registry,
        tags: tagsOf(this.part),
        ...this.kept,
      },
      { parent: this },
    );
    const compute = this.compute(args, keys, network, caller);
    const buckets = this.buckets(args, keys, caller);
    this.trackingUri =
      // Tracking starts with shared experiments; until then nobody pays for its database.
      args.environment.maturity >= 2
        ? this.tracking(args, keys, network, compute, buckets)
        : pulumi.output<string | null>(null);
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
        logRetentionDays: settings.logRetentionDays,
        tags: tagsOf(this.part),
      },
      { parent: this },
    );
  }

  /** The cluster, its nodes, and what every cluster needs before anything else runs. */
  private compute(args: AwsCloudArgs, keys: Keys, network: Network, caller: Caller) {
    const { environment } = args;
    const { settings } = environment;
    const tags = tagsOf(this.part);
    const own = { parent: this };
    const cluster = new Cluster(
      "cluster",
      {
        ...(environment.cluster.version === null ? {} : { version: environment.cluster.version }),
        region: environment.region,
        subnetIds: network.intraSubnetIds,
        publicAccessCidrs: publicAccessOf(environment),
        secretsKeyArn: keys.arns["cluster-secrets"],
        logsKeyArn: keys.arns.logs,
        logRetentionDays: settings.logRetentionDays,
        deployerArn: caller.principalArn,
        deletionProtection: settings.deletionProtection,
        protect: settings.protect,
        tags,
      },
      own,
    );
    const networkAddons = new NetworkAddons("network-addons", { cluster, tags }, own);
    const nodes = new NodePools(
      "nodes",
      {
        clusterName: cluster.clusterName,
        kubernetesVersion: cluster.version,
        subnetIds: network.privateSubnetIds,
        kmsKeyArn: keys.arns.volumes,
        ...poolsOf(environment),
        gpuBudget: environment.gpu_budget,
        sessionManager: true,
        // A node without network add-ons never becomes ready.
        after: networkAddons.ready,
        tags,
      },
      own,
    );
    const addons = new WorkloadAddons(
      "workload-addons",
      { cluster, nodes: nodes.pools, volumesKeyArn: keys.arns.volumes, tags },
      own,
    );
    // Whatever lies in the cluster goes before the access that deletes it.
    const provider = new kubernetes.Provider(
      "cluster",
      { kubeconfig: cluster.kubeconfig },
      { parent: this, dependsOn: [cluster.access] },
    );
    const inCluster: InCluster = { parent: this, providers: { kubernetes: provider } };
    new DefaultStorage("storage", { volumesKeyArn: keys.arns.volumes, tags }, inCluster);
    if (Object.keys(environment.gpu_pools).length > 0) this.gpuSoftware(args, inCluster);
    return { cluster, inCluster, running: [...nodes.pools, addons] };
  }

  /** What makes GPUs countable and visible; its pods mount devices, hence a namespace of their own. */
  private gpuSoftware(args: AwsCloudArgs, inCluster: InCluster): void {
    const labels = labelsOf(this.part);
    const namespace = this.namespace("gpu-system", "privileged", inCluster);
    new DevicePlugin(
      "device-plugin",
      {
        image: imageRef(args.images, "nvidia-device-plugin").reference,
        namespace,
        profiles: gpuProfilesOf(args.environment),
        labels,
      },
      inCluster,
    );
    new DcgmExporter(
      "dcgm-exporter",
      {
        image: imageRef(args.images, "dcgm-exporter").reference,
        namespace,
        scrapedFrom: "monitoring",
        sharedGpus: Object.values(args.environment.gpu_pools).some((pool) => pool.time_slicing),
        labels,
      },
      inCluster,
    );
  }

  private buckets(args: AwsCloudArgs, keys: Keys, caller: Caller): Buckets {
    const { settings } = args.environment;
    const { second } = args.providers;
    return new Buckets(
      "buckets",
      {
        kmsKeyArn: keys.arns.data,
        accountId: caller.accountId,
        noncurrentDays: settings.noncurrentVersionDays,
        objectLockDays: settings.objectLockDays,
        logRetentionDays: settings.logRetentionDays,
        kmsDeletionWindowDays: settings.kmsDeletionWindowDays,
        ...(settings.replicateToSecondRegion && second ? { replicaRegionProvider: second } : {}),
        tags: tagsOf(this.part),
        ...this.kept,
      },
      { parent: this },
    );
  }

  /** MLflow with its database. */
  private tracking(
    args: AwsCloudArgs,
    keys: Keys,
    network: Network,
    compute: ReturnType<AwsCloud["compute"]>,
    buckets: Buckets,
  ): pulumi.Output<string | null> {
    const { cluster, inCluster, running } = compute;
    const { database: sizes, tracking, settings, region } = args.environment;
    const part: Belonging = { ...this.part, service: "tracking", dataClass: "internal" };
    const database = new Database(
      "database",
      {
        vpcId: network.vpcId,
        subnetIds: [...network.intraSubnetIds],
        clients: { nodes: cluster.securityGroupId },
        kmsKeyArn: keys.arns.data,
        instanceClass: sizes.instance_class,
        storageGib: sizes.storage_gib,
        maxStorageGib: sizes.max_storage_gib,
        postgresMajor: postgresMajorOf(sizes.engine_version),
        backupRetentionDays: settings.backupRetentionDays,
        multiAz: settings.multiAz,
        deletionProtection: settings.deletionProtection,
        finalSnapshot: settings.finalSnapshot,
        tags: tagsOf(part),
        ...this.kept,
      },
      { parent: this },
    );
    const mlflow = new Mlflow(
      "mlflow",
      {
        image: imageRef(args.images, "mlflow").reference,
        namespace: this.namespace("tracking", "restricted", inCluster),
        clusterName: cluster.clusterName,
        clusterArn: cluster.arn,
        region,
        database: {
          host: database.host,
          port: database.port,
          masterSecretArn: database.masterSecretArn,
          masterSecretKmsKeyArn: keys.arns.data,
          cidrs: [network.cidr],
        },
        artifacts: {
          bucketName: buckets.artifacts.bucketName,
          bucketArn: buckets.artifacts.arn,
          kmsKeyArn: keys.arns.data,
        },
        secretsKmsKeyArn: keys.arns.secrets,
        secretRecoveryDays: settings.secretRecoveryDays,
        clientNamespaces: Object.values(args.teams).map((team) => team.namespace),
        hostnames: tracking.hostnames,
        replicas: tracking.replicas,
        workers: tracking.workers,
        memoryMib: tracking.memory_mib,
        after: running,
        labels: labelsOf(part),
        tags: tagsOf(part),
      },
      inCluster,
    );
    return mlflow.trackingUri.apply((uri): string | null => uri);
  }

  /** A namespace that admits pods of one pod security level. */
  private namespace(
    name: string,
    level: "restricted" | "privileged",
    inCluster: InCluster,
  ): pulumi.Output<string> {
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name,
          labels: { ...labelsOf(this.part), "pod-security.kubernetes.io/enforce": level },
        },
      },
      { parent: this, provider: inCluster.providers.kubernetes },
    );
    return namespace.metadata.name;
  }
}

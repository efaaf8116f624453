import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import { retentionOf } from "../config/retention/table";
import { type Belonging, labelsOf, tagsOf } from "../config/tags";
import type { Caller } from "../foundation/caller";
import { Cluster } from "../foundation/cluster";
import { DefaultStorage } from "../foundation/default-storage";
import type { Keys } from "../foundation/keys";
import type { Network } from "../foundation/network";
import { NetworkAddons } from "../foundation/network-addons";
import { WorkloadAddons } from "../foundation/workload-addons";
import { namespace } from "../composed/namespace";
import { autoscalerImage } from "../config/autoscaler-image";
import { ClusterAutoscaler } from "../nodes/cluster-autoscaler";
import { DcgmExporter } from "../nodes/dcgm-exporter";
import { DevicePlugin } from "../nodes/device-plugin";
import { NodePools } from "../nodes/node-pools";
import { gpuProfilesOf, poolsOf, publicAccessOf } from "./aws-args";

export interface ComputeArgs {
  readonly environment: AwsEnvironment;
  readonly images: Images;
  readonly keys: Keys;
  readonly network: Network;
  readonly caller: Caller;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** The cluster, its nodes, and what every cluster needs before anything else runs. */
export class Compute extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:Compute";

  readonly cluster: Cluster;
  /** The name of the nodes' role, for further rights. */
  readonly nodeRoleName: pulumi.Output<string>;
  /** Of everything in the cluster; goes before the access that deletes it. */
  readonly provider: kubernetes.Provider;
  /** What pods wait for: nodes, and the add-ons that give them names, volumes and identities. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ComputeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Compute.__pulumiType, name, {}, opts);
    const { environment, keys, network, part } = args;
    const own = { parent: this };
    const tags = tagsOf(part);
    this.cluster = this.declareCluster(args);
    const cluster = this.cluster;
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
    this.nodeRoleName = nodes.nodeRoleName;
    const volumesKeyArn = keys.arns.volumes;
    const addons = new WorkloadAddons(
      "workload-addons",
      { cluster, nodes: nodes.pools, volumesKeyArn, tags },
      own,
    );
    this.ready = [...nodes.pools, addons];
    this.provider = new kubernetes.Provider(
      "cluster",
      { kubeconfig: cluster.kubeconfig },
      { ...own, dependsOn: [cluster.access] },
    );
    const inCluster = { ...own, providers: { kubernetes: this.provider } };
    new DefaultStorage("storage", { volumesKeyArn, tags, labels: labelsOf(part) }, inCluster);
    new ClusterAutoscaler(
      "autoscaler",
      {
        clusterName: cluster.clusterName,
        clusterArn: cluster.arn,
        region: environment.region,
        image: cluster.version.apply((version) => autoscalerImage(args.images, version)),
        after: this.ready,
        tags,
        labels: labelsOf(part),
      },
      inCluster,
    );
    if (Object.keys(environment.gpu_pools).length > 0) this.gpuSoftware(args);
    this.registerOutputs({ clusterName: cluster.clusterName });
  }

  private declareCluster({ environment, keys, network, caller, part }: ComputeArgs): Cluster {
    const { settings } = environment;
    return new Cluster(
      "cluster",
      {
        ...(environment.cluster.version === null ? {} : { version: environment.cluster.version }),
        region: environment.region,
        subnetIds: network.intraSubnetIds,
        publicAccessCidrs: publicAccessOf(environment),
        secretsKeyArn: keys.arns["cluster-secrets"],
        logsKeyArn: keys.arns.logs,
        logRetentionDays: retentionOf(settings).logGroupDays,
        deployerArn: caller.principalArn,
        deletionProtection: settings.deletionProtection,
        protect: settings.protect,
        tags: tagsOf(part),
      },
      { parent: this },
    );
  }

  /** What makes GPUs countable and visible; its pods mount devices, hence a namespace of their own. */
  private gpuSoftware({ environment, images, part }: ComputeArgs): void {
    const inCluster = { parent: this, providers: { kubernetes: this.provider } };
    const labels = labelsOf(part);
    const gpuSystem = namespace(
      "gpu-system",
      { level: "privileged", labels },
      { parent: this, provider: this.provider },
    );
    new DevicePlugin(
      "device-plugin",
      {
        image: imageRef(images, "nvidia-device-plugin").reference,
        namespace: gpuSystem,
        profiles: gpuProfilesOf(environment),
        labels,
      },
      inCluster,
    );
    new DcgmExporter(
      "dcgm-exporter",
      {
        image: imageRef(images, "dcgm-exporter").reference,
        namespace: gpuSystem,
        scrapedFrom: "monitoring",
        sharedGpus: Object.values(environment.gpu_pools).some((pool) => pool.time_slicing),
        labels,
      },
      inCluster,
    );
  }
}

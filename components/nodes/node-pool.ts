import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { poolAmi, releaseParameter, type AmiType } from "./instance-families";
import {
  GPU_TAINT,
  nodeLabels,
  poolProblems,
  scaleFromZeroTagName,
  scaleFromZeroTags,
  type CapacityType,
  type PoolSettings,
} from "./pool-settings";

/** Where pools are: the same for all pools of a cluster. */
export interface NodePoolPlace {
  /** The cluster that the nodes join. */
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's Kubernetes version, e.g. `1.34`: which image release is looked up. */
  readonly kubernetesVersion: pulumi.Input<string>;
  /** The role of the nodes: {@link NodeRole.arn}. */
  readonly nodeRoleArn: pulumi.Input<string>;
  /** Private subnets; the list itself is plain. A reservation takes one, in its zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /**
   * The key of the nodes' disks. Its policy must let `AWSServiceRoleForAutoScaling` use it, else no
   * node starts:
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
   */
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * What nodes need to become ready and must outlive them: the network add-ons. An argument, because
   * what a component depends on does not reach its children.
   * @default nothing
   */
  readonly after?: readonly pulumi.Resource[];
  /** Tags of everything here, of the instances and of their disks. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface NodePoolArgs extends NodePoolPlace, PoolSettings {
  /** The pool's name in stacks: the value of the label `towpath.dev/pool`. */
  readonly poolName: string;
  /**
   * Image release, e.g. `1.34.2-20260709`, from https://github.com/awslabs/amazon-eks-ami/releases.
   * null looks the newest up when deployed (SSM), and so rolls the nodes when AWS publishes one.
   */
  readonly amiRelease: string | null;
  /**
   * The EC2 capacity reservation or capacity block, `cr-…`. Needed by those two capacities.
   * @default none
   */
  readonly reservationId?: pulumi.Input<string>;
}

/**
 * The node group's word for a capacity. Nodes in an on-demand capacity reservation are on-demand
 * nodes whose launch template targets it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/capacity-blocks-mng.html CAPACITY_BLOCK
 */
const CAPACITY_TYPE: Record<CapacityType, string> = {
  "on-demand": "ON_DEMAND",
  spot: "SPOT",
  reservation: "ON_DEMAND",
  "capacity-block": "CAPACITY_BLOCK",
};

/** An EKS managed node group with an own launch template: the system pool, or one GPU pool. */
export class NodePool extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:NodePool";

  /** The node group's name in EKS. */
  readonly nodeGroupName: pulumi.Output<string>;
  /** The Auto Scaling group that EKS made for it. */
  readonly autoscalingGroupName: pulumi.Output<string>;
  /** Labels of its nodes. */
  readonly labels: pulumi.Output<Record<string, string>>;
  /** The release that its nodes boot, e.g. `1.34.2-20260709`. */
  readonly amiRelease: pulumi.Output<string>;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    const { after = [], ...inputs } = args;
    super(NodePool.__pulumiType, name, inputs, opts);
    const ami = checkedAmi(args, this);
    const labels = nodeLabels(args.poolName, args);

    const template = new aws.ec2.LaunchTemplate(`${name}-template`, launchTemplate(args), {
      parent: this,
    });
    this.amiRelease = pulumi.output(args.amiRelease ?? newestRelease(args, ami, this));
    const group = new aws.eks.NodeGroup(
      `${name}-group`,
      {
        clusterName: args.clusterName,
        nodeRoleArn: args.nodeRoleArn,
        subnetIds: [...args.subnetIds],
        amiType: ami,
        version: args.kubernetesVersion,
        releaseVersion: this.amiRelease,
        capacityType: CAPACITY_TYPE[args.capacity],
        // A capacity block's type belongs into the template, every other pool's must not be there:
        // https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
        ...(args.capacity !== "capacity-block" && { instanceTypes: [...args.instanceTypes] }),
        launchTemplate: {
          id: template.id,
          version: template.latestVersion.apply((version) => version.toString()),
        },
        // Only what creation needs; from then on it is the autoscaler's (ignoreChanges below).
        scalingConfig: { minSize: args.min, maxSize: args.max, desiredSize: args.min },
        updateConfig: {
          maxUnavailable: 1,
          // DEFAULT starts new nodes first and raises the group's maximum for it; GPUs are scarce and
          // budgeted: https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html
          updateStrategy: args.gpu === undefined ? "DEFAULT" : "MINIMAL",
        },
        // Acts on kubelet's Ready, and with the node-monitoring-agent add-on on GPU faults too:
        // https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
        nodeRepairConfig: { enabled: true },
        labels,
        taints: args.gpu === undefined ? [] : [GPU_TAINT],
        tags: args.tags,
      },
      { parent: this, dependsOn: [...after], ignoreChanges: ["scalingConfig.desiredSize"] },
    );
    this.autoscalingGroupName = group.resources.apply(autoscalingGroup);
    for (const [key, value] of Object.entries(scaleFromZeroTags(args.poolName, args))) {
      new aws.autoscaling.Tag(
        `${name}-${scaleFromZeroTagName(key)}`,
        {
          autoscalingGroupName: this.autoscalingGroupName,
          tag: { key, value, propagateAtLaunch: false },
        },
        { parent: this },
      );
    }

    this.nodeGroupName = group.nodeGroupName;
    this.labels = pulumi.output(labels);
    this.registerOutputs({
      nodeGroupName: this.nodeGroupName,
      autoscalingGroupName: this.autoscalingGroupName,
      labels: this.labels,
      amiRelease: this.amiRelease,
    });
  }
}

/** The pool's image, after every check. @throws ResourceError with all problems in one message */
function checkedAmi(args: NodePoolArgs, pool: NodePool): AmiType {
  const problems = poolProblems(args, {
    subnets: args.subnetIds.length,
    reservation: args.reservationId !== undefined,
  });
  const chosen = poolAmi(args.instanceTypes, args.gpu !== undefined);
  if (problems.length > 0 || !("ami" in chosen)) {
    const lines = problems.map((line) => `  ${line}`).join("\n");
    throw new pulumi.ResourceError(`node pool "${args.poolName}":\n${lines}`, pool, true);
  }
  return chosen.ami;
}

function launchTemplate(args: NodePoolArgs): aws.ec2.LaunchTemplateArgs {
  const block = args.capacity === "capacity-block";
  return {
    description: `Nodes of the pool ${args.poolName}`,
    // No key pair and no image id: no SSH, and EKS brings image, user data and the cluster's
    // security group.
    updateDefaultVersion: true,
    // Rule EC2-1. With one hop no pod reaches the node's role; pods have Pod Identity, whose agent
    // sits on the node's own network.
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    },
    // Rule EC2-2. The root device of the AL2023 images: awslabs/amazon-eks-ami at 81fec2e8,
    // templates/al2023/template.json.
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeType: "gp3",
          volumeSize: args.diskGib,
          encrypted: "true",
          kmsKeyId: args.kmsKeyArn,
          deleteOnTermination: "true",
        },
      },
    ],
    monitoring: { enabled: true },
    ...(block && { instanceType: args.instanceTypes[0] }),
    ...(block && { instanceMarketOptions: { marketType: "capacity-block" } }),
    ...(args.reservationId !== undefined && {
      capacityReservationSpecification: {
        capacityReservationTarget: { capacityReservationId: args.reservationId },
      },
    }),
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
      resourceType,
      tags: args.tags,
    })),
    tags: args.tags,
  };
}

/** The newest release of an image, from AWS's public parameter. Unknown in a preview without AWS. */
function newestRelease(args: NodePoolArgs, ami: AmiType, parent: NodePool): pulumi.Output<string> {
  const name = pulumi
    .output(args.kubernetesVersion)
    .apply((version) => releaseParameter(version, ami));
  // Not `value`, which the provider marks as a secret whatever it holds.
  return aws.ssm.getParameterOutput({ name }, { parent }).insecureValue;
}

function autoscalingGroup(resources: aws.types.output.eks.NodeGroupResource[]): string {
  const group = resources[0]?.autoscalingGroups[0]?.name;
  if (group === undefined) throw new Error("EKS reports no Auto Scaling group of the node group");
  return group;
}

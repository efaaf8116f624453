import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { NodePool, type NodePoolArgs } from "./node-pool";
import { only, record, valueOf, type Answers } from "./testing";

const tags = { "towpath:owner": "platform", "towpath:environment": "test" };
const PARENT = "towpath:nodes:NodePool pool";

const gpuArgs: NodePoolArgs = {
  poolName: "training",
  clusterName: "cluster",
  kubernetesVersion: "1.34",
  nodeRoleArn: "arn:role",
  subnetIds: ["subnet-a", "subnet-b"],
  kmsKeyArn: "arn:key",
  tags,
  instanceTypes: ["g5.2xlarge"],
  min: 0,
  max: 2,
  diskGib: 200,
  capacity: "on-demand",
  gpu: { accelerator: "a10g", perInstance: 1 },
  amiRelease: "1.34.2-20260709",
};
const { gpu: _gpu, ...common } = gpuArgs;
const systemArgs: NodePoolArgs = {
  ...common,
  poolName: "system",
  instanceTypes: ["m7i.large", "m6i.large"],
  min: 2,
  max: 4,
};

const PARAMETER = "aws:ssm/getParameter:getParameter";
const answers: Answers = {
  [PARAMETER]: ({ name }) => ({
    name,
    value: "secret",
    insecureValue: `newest of ${String(name)}`,
  }),
};

const build = (args: NodePoolArgs, options?: { preview?: boolean; answers?: Answers }) =>
  record((opts) => new NodePool("pool", args, opts), options);

describe("a GPU pool", () => {
  it("is a launch template, a node group and what the autoscaler must know, all its own", async () => {
    const { registered } = await build(gpuArgs);
    expect(registered.map(({ type }) => type)).toEqual([
      "towpath:nodes:NodePool",
      "aws:ec2/launchTemplate:LaunchTemplate",
      "aws:eks/nodeGroup:NodeGroup",
      ...Array<string>(9).fill("aws:autoscaling/tag:Tag"),
    ]);
    for (const child of registered.slice(1)) {
      expect(child).toMatchObject({ parent: PARENT, provider: "cloud" });
    }
  });

  it("has an encrypted gp3 disk, IMDSv2 with one hop, tags on all it starts, and no SSH", async () => {
    const { registered } = await build(gpuArgs);
    const template = only(registered, "pool-template").inputs;
    expect(template).toEqual({
      description: "Nodes of the pool training",
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 200,
            encrypted: "true",
            kmsKeyId: "arn:key",
            deleteOnTermination: "true",
          },
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags,
      })),
      tags,
    });
  });

  it("is tainted, labelled, repaired, bounded and booted from the NVIDIA image", async () => {
    const { registered } = await build(gpuArgs);
    const group = only(registered, "pool-group");
    expect(group.inputs).toEqual({
      clusterName: "cluster",
      nodeRoleArn: "arn:role",
      subnetIds: ["subnet-a", "subnet-b"],
      amiType: "AL2023_x86_64_NVIDIA",
      version: "1.34",
      releaseVersion: "1.34.2-20260709",
      capacityType: "ON_DEMAND",
      instanceTypes: ["g5.2xlarge"],
      launchTemplate: { id: "pool-template-id", version: "7" },
      scalingConfig: { minSize: 0, maxSize: 2, desiredSize: 0 },
      updateConfig: { maxUnavailable: 1, updateStrategy: "MINIMAL" },
      nodeRepairConfig: { enabled: true },
      labels: {
        "towpath.dev/pool": "training",
        "towpath.dev/capacity-type": "on-demand",
        "towpath.dev/accelerator": "a10g",
        "nvidia.com/gpu.present": "true",
        "nvidia.com/device-plugin.config": "exclusive",
        "k8s.amazonaws.com/accelerator": "nvidia-a10g",
      },
      taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }],
      tags,
    });
    expect(group.ignoreChanges).toEqual(["scalingConfig.desiredSize"]);
    expect(group.dependsOn).toContain("pool-template");
  });

  it("tells the autoscaler what its first node would be like", async () => {
    const { registered } = await build(gpuArgs);
    expect(only(registered, "pool-resources-nvidia-com-gpu").inputs).toEqual({
      autoscalingGroupName: "eks-pool-group",
      tag: {
        key: "k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu",
        value: "1",
        propagateAtLaunch: false,
      },
    });
    expect(only(registered, "pool-taint-nvidia-com-gpu").inputs).toMatchObject({
      tag: { value: "true:NoSchedule" },
    });
    expect(only(registered, "pool-label-towpath-dev-pool").inputs).toMatchObject({
      tag: { value: "training" },
    });
  });

  it("can be spot", async () => {
    const { registered } = await build({
      ...gpuArgs,
      capacity: "spot",
      instanceTypes: ["g5.xlarge", "g6.xlarge"],
    });
    expect(only(registered, "pool-group").inputs).toMatchObject({
      capacityType: "SPOT",
      instanceTypes: ["g5.xlarge", "g6.xlarge"],
    });
  });

  it("can live in a capacity reservation", async () => {
    const { registered } = await build({
      ...gpuArgs,
      capacity: "reservation",
      reservationId: "cr-1",
      subnetIds: ["subnet-a"],
    });
    expect(only(registered, "pool-template").inputs).toMatchObject({
      capacityReservationSpecification: {
        capacityReservationTarget: { capacityReservationId: "cr-1" },
      },
    });
    expect(only(registered, "pool-template").inputs).not.toHaveProperty("instanceMarketOptions");
    expect(only(registered, "pool-group").inputs).toMatchObject({
      capacityType: "ON_DEMAND",
      instanceTypes: ["g5.2xlarge"],
    });
  });

  it("can be a capacity block, whose type is the template's", async () => {
    const { registered } = await build({
      ...gpuArgs,
      capacity: "capacity-block",
      instanceTypes: ["p5.48xlarge"],
      gpu: { accelerator: "h100", perInstance: 8 },
      reservationId: "cr-2",
      subnetIds: ["subnet-a"],
    });
    expect(only(registered, "pool-template").inputs).toMatchObject({
      instanceType: "p5.48xlarge",
      instanceMarketOptions: { marketType: "capacity-block" },
      capacityReservationSpecification: {
        capacityReservationTarget: { capacityReservationId: "cr-2" },
      },
    });
    expect(only(registered, "pool-group").inputs).toMatchObject({ capacityType: "CAPACITY_BLOCK" });
    expect(only(registered, "pool-group").inputs).not.toHaveProperty("instanceTypes");
  });
});

describe("the system pool", () => {
  it("has no taint, no GPU labels and nothing to scale from zero", async () => {
    const { registered } = await build(systemArgs);
    const group = only(registered, "pool-group").inputs;
    expect(group).toMatchObject({
      amiType: "AL2023_x86_64_STANDARD",
      taints: [],
      updateConfig: { updateStrategy: "DEFAULT" },
      scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
    });
    expect(group.labels).toEqual({
      "towpath.dev/pool": "system",
      "towpath.dev/capacity-type": "on-demand",
      "towpath.dev/accelerator": "none",
    });
    expect(registered.filter(({ type }) => type.includes("autoscaling"))).toEqual([]);
  });
});

describe("the image release", () => {
  it("is what is pinned, without asking AWS", async () => {
    const { result, called } = await build(gpuArgs);
    expect(called).toEqual([]);
    expect(await valueOf(result.amiRelease)).toBe("1.34.2-20260709");
  });

  it("is looked up for the cluster's version and the pool's image, and is no secret", async () => {
    const { registered, called } = await build({ ...gpuArgs, amiRelease: null }, { answers });
    expect(called).toEqual([PARAMETER]);
    expect(only(registered, "pool-group").inputs.releaseVersion).toBe(
      "newest of /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/nvidia/recommended/release_version",
    );
  });
});

describe("outputs and preview", () => {
  it("names the groups that EKS made", async () => {
    const { result } = await build(gpuArgs);
    expect(await valueOf(result.nodeGroupName)).toBe("pool-group");
    expect(await valueOf(result.autoscalingGroupName)).toBe("eks-pool-group");
    expect(await valueOf(result.labels)).toMatchObject({ "towpath.dev/pool": "training" });
  });

  it("previews with every resource while nothing exists", async () => {
    const { registered } = await build(
      { ...gpuArgs, amiRelease: null },
      { preview: true, answers },
    );
    expect(registered).toHaveLength(12);
    expect(only(registered, "pool-group").inputs).toMatchObject({
      amiType: "AL2023_x86_64_NVIDIA",
      scalingConfig: { minSize: 0, maxSize: 2 },
    });
  });
});

describe("a wrong pool", () => {
  it("is refused in one message, with nothing but the component registered", async () => {
    const wrong = { ...gpuArgs, min: 5, diskGib: 1, instanceTypes: ["g5g.xlarge"] };
    const { result, registered } = await record((opts) => {
      try {
        return new NodePool("pool", wrong, opts);
      } catch (error) {
        return error;
      }
    });
    expect(pulumi.ResourceError.isInstance(result)).toBe(true);
    expect((result as Error).message).toMatch(
      /^node pool "training":\n {2}min: 5 is more than max 2\n {2}diskGib: 1; .*\n {2}instanceTypes: g5g\.xlarge is not supported/,
    );
    expect(registered.map(({ name }) => name)).toEqual(["pool"]);
  });
});

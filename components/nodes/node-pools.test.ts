import { describe, expect, it } from "vitest";
import { NodePools, type NodePoolsArgs, type PoolDeclaration } from "./node-pools";
import { only, record, valueOf } from "./testing";

const system: PoolDeclaration = {
  instanceTypes: ["m7i.large"],
  min: 2,
  max: 4,
  diskGib: 50,
  capacity: "on-demand",
  amiRelease: "1.34.2-20260709",
};
const training: PoolDeclaration = {
  ...system,
  instanceTypes: ["g5.12xlarge"],
  min: 0,
  max: 2,
  gpu: { accelerator: "a10g", perInstance: 4 },
};
const args: NodePoolsArgs = {
  clusterName: "cluster",
  kubernetesVersion: "1.34",
  subnetIds: ["subnet-a", "subnet-b"],
  kmsKeyArn: "arn:key",
  tags: { "towpath:owner": "platform" },
  system,
  gpuPools: { training },
  gpuBudget: 8,
};

const build = (changes: Partial<NodePoolsArgs> = {}, preview = false) =>
  record((opts) => new NodePools("nodes", { ...args, ...changes }, opts), { preview });

describe("NodePools", () => {
  it("is one role, the system pool and the GPU pools", async () => {
    const { registered } = await build();
    const own = registered.filter(({ parent }) => parent === "towpath:nodes:NodePools nodes");
    expect(own.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "towpath:nodes:NodeRole nodes-node",
      "towpath:nodes:NodePool nodes-system",
      "towpath:nodes:NodePool nodes-training",
    ]);
    expect(
      registered.every(
        ({ name, provider, type }) =>
          type.startsWith("towpath:") || provider === "cloud" || name === "",
      ),
    ).toBe(true);
  });

  it("starts no node before its role can do its work", async () => {
    const { registered } = await build();
    const group = only(registered, "nodes-training-group");
    expect(group.inputs).toMatchObject({ nodeRoleArn: "arn:of:nodes-node-role" });
    expect(group.dependsOn).toEqual(
      expect.arrayContaining([
        "nodes-node-role",
        "nodes-node-pod-identity",
        "nodes-node-pull-images",
        "nodes-node-join",
      ]),
    );
  });

  it("puts a pool into subnets of its own where it says so", async () => {
    const { registered } = await build({
      gpuPools: { training: { ...training, subnetIds: ["subnet-b"] } },
    });
    expect(only(registered, "nodes-training-group").inputs.subnetIds).toEqual(["subnet-b"]);
    expect(only(registered, "nodes-system-group").inputs.subnetIds).toEqual([
      "subnet-a",
      "subnet-b",
    ]);
  });

  it("says what it made", async () => {
    const { result } = await build();
    expect(await valueOf(result.nodeGroups)).toEqual({
      system: "nodes-system-group",
      training: "nodes-training-group",
    });
    expect(await valueOf(result.maxGpus)).toBe(8);
    expect(result.pools).toHaveLength(2);
  });

  it("previews while nothing exists", async () => {
    const { registered } = await build({}, true);
    expect(registered.filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")).toHaveLength(2);
  });

  it("works without GPUs", async () => {
    const { result } = await build({ gpuPools: {}, gpuBudget: 0 });
    expect(await valueOf(result.maxGpus)).toBe(0);
  });

  it.each<[string, Partial<NodePoolsArgs>, RegExp]>([
    [
      "more GPUs than the budget",
      { gpuBudget: 7 },
      /can grow to 8 GPUs \(training 2 × 4\), the budget is 7/,
    ],
    [
      "a GPU pool without GPUs",
      { gpuPools: { training: system } },
      /gpuPools\.training\.gpu: missing/,
    ],
    [
      "a second system pool",
      { gpuPools: { system: training } },
      /gpuPools\.system: the name is taken/,
    ],
    ["a system pool of GPUs", { system: training }, /system\.gpu: the system pool has no GPUs/],
  ])("refuses %s", async (_, changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });

  it("tells every problem in one message", async () => {
    await expect(
      build({ gpuPools: { system: training, b: system }, gpuBudget: -1 }),
    ).rejects.toThrow(/^node pools:(\n {2}.+){3}$/);
  });
});

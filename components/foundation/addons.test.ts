import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { Cluster } from "./cluster";
import { DefaultStorage, volumeTags } from "./default-storage";
import { NetworkAddons } from "./network-addons";
import { named, ofType, run, UNKNOWN, unprovided, untagged, waitsFor } from "../testing";
import { ADDON, ARGS, ARN, CLOUD, TAGS, VOLUMES } from "./testing-cluster";
import { volumesKeyPolicy, WorkloadAddons } from "./workload-addons";

/** Everything that stands on a cluster, with a node group between the two kinds of add-ons. */
function platform(versions: { readonly pinned: boolean } = { pinned: false }) {
  const main = new Cluster("main", ARGS);
  const network = new NetworkAddons("network", {
    cluster: main,
    tags: TAGS,
    ...(versions.pinned && {
      versions: { "vpc-cni": "v1", "kube-proxy": "v2", "eks-pod-identity-agent": "v3" },
    }),
  });
  const nodes = new aws.eks.NodeGroup(
    "nodes",
    {
      clusterName: main.clusterName,
      nodeRoleArn: "arn:aws:iam::111122223333:role/node",
      subnetIds: [],
      scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
    },
    { dependsOn: [...network.ready] },
  );
  new WorkloadAddons("workload", {
    cluster: main,
    nodes: [nodes],
    volumesKeyArn: VOLUMES,
    tags: TAGS,
  });
  const provider = new k8s.Provider("k8s", { kubeconfig: main.kubeconfig });
  return new DefaultStorage(
    "storage",
    { volumesKeyArn: VOLUMES, formerDefaults: ["gp2"], tags: TAGS },
    { providers: [provider] },
  );
}

describe("what stands on a cluster", () => {
  it("declares seven add-ons, each with the newest release for the cluster, and then kept", async () => {
    const { all } = await run(platform, CLOUD);
    const addons = ofType(all, ADDON);
    expect(addons.map(({ inputs }) => inputs.addonName).sort()).toEqual([
      "aws-ebs-csi-driver",
      "coredns",
      "eks-node-monitoring-agent",
      "eks-pod-identity-agent",
      "kube-proxy",
      "metrics-server",
      "vpc-cni",
    ]);
    for (const { inputs, ignoreChanges, dependencies } of addons) {
      expect(inputs.addonVersion).toBe(`newest ${String(inputs.addonName)} for 1.33`);
      expect(inputs.clusterName).toBe("main-0a1b2c3d");
      expect(ignoreChanges).toEqual(["addonVersion"]);
      // Of its own, not by way of the nodes: nodes may be replaced.
      expect(dependencies).toContain(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation main-deployer-admin",
      );
    }
    expect(untagged(all, TAGS)).toEqual(["aws:eks/nodeGroup:NodeGroup nodes"]);
  });

  it("pins the releases that are written, without looking them up", async () => {
    const { all } = await run(() => platform({ pinned: true }), CLOUD);
    expect(named(all, "network-vpc-cni")).toMatchObject({
      inputs: { addonVersion: "v1" },
      ignoreChanges: [],
    });
  });

  it("enforces NetworkPolicy, with the CNI's rights given to its pods", async () => {
    const { all } = await run(platform, CLOUD);
    expect(named(all, "network-vpc-cni").inputs).toMatchObject({
      configurationValues: '{"enableNetworkPolicy":"true"}',
      podIdentityAssociations: [
        {
          serviceAccount: "aws-node",
          roleArn: "arn:aws:iam::111122223333:role/network-vpc-cni-role",
        },
      ],
    });
  });

  it("lets the EBS driver use the volumes' key, from its own pods in this cluster", async () => {
    const { all } = await run(platform, CLOUD);
    const role = named(all, "workload-ebs-csi-role", "aws:iam/role:Role");
    expect(role.inputs.assumeRolePolicy).toMatchObject({
      Statement: [
        {
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:RequestTag/eks-cluster-arn": ARN,
              "aws:RequestTag/kubernetes-namespace": "kube-system",
              "aws:RequestTag/kubernetes-service-account": "ebs-csi-controller-sa",
            },
          },
        },
      ],
    });
    expect(named(all, "workload-ebs-csi-role-own").inputs.policy).toEqual(
      JSON.parse(volumesKeyPolicy(VOLUMES)),
    );
    expect(volumesKeyPolicy(VOLUMES)).not.toContain('"Resource":"*"');
  });

  it("is made in this order, and unmade in the opposite one", async () => {
    const { all } = await run(platform, CLOUD);
    const orders: readonly (readonly [later: string, earlier: string])[] = [
      ["network-vpc-cni", "network-pod-identity-agent"],
      ["network-vpc-cni", "network-vpc-cni-role-aws"],
      ["nodes", "network-vpc-cni"],
      ["nodes", "network-kube-proxy"],
      ["nodes", "network-pod-identity-agent"],
      ["workload-coredns", "nodes"],
      ["workload-metrics-server", "nodes"],
      ["workload-eks-node-monitoring-agent", "nodes"],
      ["workload-aws-ebs-csi-driver", "nodes"],
      ["workload-aws-ebs-csi-driver", "workload-ebs-csi-role-own"],
      ["workload-aws-ebs-csi-driver", "workload-ebs-csi-role-aws"],
      // The deployer's access is there before, and so goes after, everything in the cluster.
      ...ofType(all, ADDON).map(({ name }) => [name, "main-deployer-admin"] as const),
      ["nodes", "main-deployer-admin"],
      ["k8s", "main-deployer-admin"],
    ];
    expect(orders.filter(([later, earlier]) => !waitsFor(all, later, earlier))).toEqual([]);
    expect(orders.filter(([later, earlier]) => waitsFor(all, earlier, later))).toEqual([]);
  });

  it("gives its providers to every resource and look-up", async () => {
    const result = await run(() => {
      const { version: _, ...args } = ARGS;
      const providers = [
        new aws.Provider("eu", { region: "eu-west-1" }),
        new random.Provider("random"),
      ];
      const main = new Cluster("main", args, { providers });
      new NetworkAddons("network", { cluster: main, tags: TAGS }, { providers });
      const workload = { cluster: main, nodes: [], volumesKeyArn: VOLUMES, tags: TAGS };
      new WorkloadAddons("workload", workload, { providers });
    }, CLOUD);
    expect(unprovided(result)).toEqual([]);
    expect(result.calls).toHaveLength(8);
  });

  it("previews with unknown releases", async () => {
    const { all } = await run(platform, CLOUD, { preview: true });
    expect(new Set(ofType(all, ADDON).map(({ inputs }) => inputs.addonVersion))).toEqual(
      new Set([UNKNOWN]),
    );
  });
});

describe("DefaultStorage", () => {
  it("makes an encrypted gp3 class the default, and gp2 none, with the caller's provider", async () => {
    const { all } = await run(platform, CLOUD);
    const gp3 = named(all, "storage-gp3");
    expect(gp3.parent).toBe("towpath:foundation:DefaultStorage storage");
    expect(gp3.provider).toContain("pulumi:providers:kubernetes::k8s");
    expect(gp3.inputs).toMatchObject({
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        encrypted: "true",
        kmsKeyId: VOLUMES,
        tagSpecification_1: "towpath:environment=test",
        tagSpecification_2: "towpath:owner=platform",
      },
      reclaimPolicy: "Delete",
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
    });
    expect(named(all, "storage-former-gp2").inputs.metadata).toMatchObject({
      name: "gp2",
      annotations: { "storageclass.kubernetes.io/is-default-class": "false" },
    });
  });

  it("touches no class that it was not given", async () => {
    const { all } = await run(
      () => new DefaultStorage("storage", { volumesKeyArn: VOLUMES, tags: {} }),
      {},
    );
    expect(all.map(({ name }) => name)).toEqual(["storage", "storage-gp3"]);
  });

  it("writes tags in one order, whatever theirs is", () => {
    expect(volumeTags({ b: "2", a: "1=x" })).toEqual(volumeTags({ a: "1=x", b: "2" }));
    expect(volumeTags({ a: "1=x" })).toEqual({ tagSpecification_1: "a=1=x" });
  });
});

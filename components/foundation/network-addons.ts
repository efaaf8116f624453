import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import { addon, type AddonVersions } from "./addon";
import { AddonRole } from "./addon-role";

export interface NetworkAddonsArgs {
  /** The cluster. Everything here waits for its deployer's access. */
  readonly cluster: Pick<Cluster, "clusterName" | "arn" | "version" | "access">;
  /**
   * Add-on → release. Plain.
   * @default each one's newest at the first update, and then kept
   */
  readonly versions?: AddonVersions<"vpc-cni" | "kube-proxy" | "eks-pod-identity-agent">;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The VPC CNI's rights to network interfaces, so that nodes need none of them.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKS_CNI_Policy.html
 */
const CNI_POLICY = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy";

/**
 * What a node needs to become ready: pod addresses with NetworkPolicy enforced, service addresses,
 * and credentials for pods. Node groups depend on it, so that they come up once and, on the way down,
 * drain while the network still works.
 */
export class NetworkAddons extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:NetworkAddons";

  /** What node groups wait for. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(NetworkAddons.__pulumiType, name, {}, opts);
    const { cluster, tags, versions = {} } = args;
    const own = { parent: this };
    const common = {
      clusterName: cluster.clusterName,
      kubernetesVersion: cluster.version,
      tags,
    };

    const identityAgent = addon(
      `${name}-pod-identity-agent`,
      {
        ...common,
        addonName: "eks-pod-identity-agent",
        version: versions["eks-pod-identity-agent"],
      },
      { ...own, dependsOn: [cluster.access] },
    );
    const kubeProxy = addon(
      `${name}-kube-proxy`,
      { ...common, addonName: "kube-proxy", version: versions["kube-proxy"] },
      { ...own, dependsOn: [cluster.access] },
    );
    const role = new AddonRole(
      `${name}-vpc-cni-role`,
      {
        clusterArn: cluster.arn,
        serviceAccount: "aws-node",
        description: "The VPC CNI gives pods their addresses",
        managedPolicyArn: CNI_POLICY,
        tags,
      },
      own,
    );
    const vpcCni = addon(
      `${name}-vpc-cni`,
      {
        ...common,
        addonName: "vpc-cni",
        version: versions["vpc-cni"],
        // Without it NetworkPolicy objects are accepted and enforce nothing. A string by the schema:
        // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
        configuration: { enableNetworkPolicy: "true" },
        roles: { "aws-node": role.arn },
      },
      { ...own, dependsOn: [cluster.access, identityAgent, ...role.rights] },
    );

    this.ready = [identityAgent, kubeProxy, vpcCni];
    this.registerOutputs({});
  }
}

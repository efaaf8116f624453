import { labelsOf, tagsOf } from "../../../components/config/tags";
import { all, beside, type Mutation, set, unset } from "../mutation";

/** The EKS cluster; its component has the same name. */
const at = "eks/cluster:Cluster cluster";

const part = { environment: "prod", owner: "platform", service: "platform" };

/** Opens the endpoint to some ranges. */
const open = (...ranges: string[]) =>
  all(set("vpcConfig.endpointPublicAccess", true), set("vpcConfig.publicAccessCidrs", ranges));

/** Mistakes in the cluster and in how its nodes are booted. */
export const CLUSTER: readonly Mutation[] = [
  {
    name: "prod's endpoint is open to the internet",
    at,
    policy: "cluster-endpoint-ranges",
    // Prod has no public endpoint at all.
    also: ["cluster-private-endpoint"],
    change: open("0.0.0.0/0"),
  },
  {
    name: "dev's list of ranges is everybody, in two halves",
    at,
    environment: "dev",
    policy: "cluster-endpoint-ranges",
    change: open("0.0.0.0/1", "128.0.0.0/1"),
  },
  {
    name: "dev's public endpoint has no list of ranges",
    at,
    environment: "dev",
    policy: "cluster-endpoint-ranges",
    change: open(),
  },
  {
    name: "prod's endpoint answers the office",
    at,
    policy: "cluster-private-endpoint",
    change: open("203.0.113.0/24"),
  },
  {
    name: "nodes reach the API over the internet",
    at,
    policy: "cluster-private-endpoint",
    change: unset("vpcConfig.endpointPrivateAccess"),
  },
  {
    name: "Secrets are not encrypted with a key of ours",
    at,
    policy: "cluster-secrets-encryption",
    change: unset("encryptionConfig"),
  },
  {
    name: "the key of Secrets is left out",
    at,
    policy: "cluster-secrets-encryption",
    change: unset("encryptionConfig.provider.keyArn"),
  },
  {
    name: "the audit log is off",
    at,
    policy: "cluster-control-plane-logs",
    change: unset("enabledClusterLogTypes.1"),
  },
  {
    name: "every log of the control plane is off",
    at,
    policy: "cluster-control-plane-logs",
    change: set("enabledClusterLogTypes", []),
  },
  {
    name: "the cluster slips into extended support",
    at,
    policy: "cluster-standard-support",
    change: set("upgradePolicy.supportType", "EXTENDED"),
  },
  {
    name: "the cluster runs a version that is out of support",
    at,
    policy: "cluster-standard-support",
    change: set("version", "1.31"),
  },
  {
    name: "aws-auth decides beside access entries",
    at,
    policy: "cluster-access-entries",
    change: set("accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
  },
  {
    name: "whoever makes the cluster is its admin",
    at,
    policy: "cluster-access-entries",
    change: set("accessConfig.bootstrapClusterCreatorAdminPermissions", true),
  },
  {
    name: "aws-auth maps a role to an admin",
    at: "StorageClass storage-gp3",
    policy: "cluster-no-aws-auth",
    // It lies where Kubernetes has its own things.
    also: ["tenancy-namespaces"],
    change: beside("kubernetes:core/v1:ConfigMap", "aws-auth", {
      metadata: { name: "aws-auth", namespace: "kube-system", labels: labelsOf(part) },
      data: {
        mapRoles: "- rolearn: arn:aws:iam::111122223333:role/admin\n  groups: [system:masters]",
      },
    }),
  },
  {
    name: "a node group has remote access",
    at: "NodeGroup nodes-system-group",
    policy: "cluster-no-ssh",
    change: set("remoteAccess", { ec2SshKey: "operations" }),
  },
  {
    name: "a launch template has an SSH key",
    at: "LaunchTemplate nodes-training-template",
    policy: "cluster-no-ssh",
    change: set("keyName", "operations"),
  },
  {
    name: "an SSH key pair is made",
    at: "NodeGroup nodes-system-group",
    policy: "cluster-no-ssh",
    change: beside("aws:ec2/keyPair:KeyPair", "operations", {
      publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
      tags: tagsOf(part),
    }),
  },
  {
    name: "nodes with GPUs boot an image without a driver",
    at: "NodeGroup nodes-serving-group",
    policy: "cluster-node-image",
    change: set("amiType", "AL2023_x86_64_STANDARD"),
  },
  {
    name: "nodes without GPUs boot NVIDIA's image",
    at: "NodeGroup nodes-system-group",
    policy: "cluster-node-image",
    change: set("amiType", "BOTTLEROCKET_x86_64_NVIDIA"),
  },
  {
    name: "the system's nodes may grow to forty",
    at: "NodeGroup nodes-system-group",
    policy: "cluster-node-maximum",
    // Forty nodes are more than the budget pays for.
    also: ["cost-budget"],
    change: set("scalingConfig.maxSize", 40),
  },
  {
    name: "the training nodes have no maximum",
    at: "NodeGroup nodes-training-group",
    policy: "cluster-node-maximum",
    change: unset("scalingConfig.maxSize"),
  },
  {
    name: "EKS would delete the cluster when told to",
    at,
    policy: "cluster-deletion-protection",
    change: set("deletionProtection", false),
  },
];

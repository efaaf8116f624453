import { Cluster, type ClusterArgs } from "./cluster";
import type { Cloud } from "../testing";

/* A cluster and its cloud, as the tests of everything on it need them. */

export const TAGS = { "towpath:owner": "platform", "towpath:environment": "test" };
export const SECRETS = "arn:aws:kms:eu-west-1:111122223333:key/cluster-secrets";
export const LOGS = "arn:aws:kms:eu-west-1:111122223333:key/logs";
export const VOLUMES = "arn:aws:kms:eu-west-1:111122223333:key/volumes";
export const DEPLOYER = "arn:aws:iam::111122223333:role/deployer";
export const ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/main-0a1b2c3d";
export const ARGS: ClusterArgs = {
  version: "1.33",
  region: "eu-west-1",
  subnetIds: ["subnet-1", "subnet-2"],
  secretsKeyArn: SECRETS,
  logsKeyArn: LOGS,
  logRetentionDays: 90,
  deployerArn: DEPLOYER,
  deletionProtection: true,
  tags: TAGS,
};
export const CLUSTER = "aws:eks/cluster:Cluster";
export const ADDON = "aws:eks/addon:Addon";
const VERSIONS = "aws:eks/getClusterVersions:getClusterVersions";
const RELEASE = "aws:eks/getAddonVersion:getAddonVersion";
export const CLOUD: Cloud = {
  resources: {
    "random:index/randomId:RandomId": () => ({ hex: "0a1b2c3d" }),
    [CLUSTER]: () => ({
      arn: ARN,
      endpoint: "https://x.eks.amazonaws.com",
      certificateAuthority: { data: "Q0E=" },
      vpcConfig: { clusterSecurityGroupId: "sg-cluster" },
    }),
    "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
  },
  calls: {
    [RELEASE]: ({ addonName, kubernetesVersion }) => ({
      version: `newest ${String(addonName)} for ${String(kubernetesVersion)}`,
    }),
    [VERSIONS]: () => ({
      clusterVersions: [{ clusterVersion: "1.33" }, { clusterVersion: "1.34" }],
    }),
  },
};
export const NO_CALLS: Cloud = { resources: CLOUD.resources ?? {} };
export const cluster =
  (args: Partial<ClusterArgs> = {}) =>
  () =>
    new Cluster("main", { ...ARGS, ...args });

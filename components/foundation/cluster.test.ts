import { describe, expect, it } from "vitest";
import { lookUpCaller } from "./caller";
import { Cluster } from "./cluster";
import { counts, outsideComponents, named, run, UNKNOWN, untagged, waitsFor } from "../testing";
import {
  ARGS,
  CLOUD,
  cluster,
  CLUSTER,
  DEPLOYER,
  LOGS,
  NO_CALLS,
  SECRETS,
  TAGS,
} from "./testing-cluster";

describe("Cluster", () => {
  it("makes a private cluster with access entries, encryption and every log", async () => {
    const { all, value, resolve } = await run(cluster({ protect: true }), NO_CALLS);
    expect(counts(all)).toEqual({
      "towpath:foundation:Cluster": 1,
      "towpath:foundation:ClusterRole": 1,
      "towpath:foundation:DeployerAccess": 1,
      "random:index/randomId:RandomId": 1,
      "aws:cloudwatch/logGroup:LogGroup": 1,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      [CLUSTER]: 1,
      "aws:eks/accessEntry:AccessEntry": 1,
      "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": 1,
    });
    expect(outsideComponents(all)).toEqual([]);
    expect(untagged(all, TAGS)).toEqual([]);
    const main = named(all, "main", CLUSTER);
    expect(main).toMatchObject({ parent: "towpath:foundation:Cluster main", protect: true });
    expect(main.ignoreChanges).toEqual([]);
    expect(main.inputs).toEqual({
      name: "main-0a1b2c3d",
      version: "1.33",
      roleArn: "arn:aws:iam::111122223333:role/main-role",
      upgradePolicy: { supportType: "STANDARD" },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      vpcConfig: {
        subnetIds: ["subnet-1", "subnet-2"],
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
      },
      encryptionConfig: { provider: { keyArn: SECRETS }, resources: ["secrets"] },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      zonalShiftConfig: { enabled: false },
      deletionProtection: true,
      tags: TAGS,
    });
    expect(await resolve(value.securityGroupId)).toBe("sg-cluster");
    expect(await resolve(value.kubeconfig)).toContain("https://x.eks.amazonaws.com");
  });

  it("makes the log group that EKS writes to, and the role's rights, before the cluster", async () => {
    const { all } = await run(cluster(), NO_CALLS);
    expect(named(all, "main-logs").inputs).toEqual({
      name: "/aws/eks/main-0a1b2c3d/cluster",
      kmsKeyId: LOGS,
      retentionInDays: 90,
      tags: TAGS,
    });
    for (const earlier of ["main-logs", "main-role-eks", "main-role-secrets-key"]) {
      expect(named(all, "main", CLUSTER).dependencies.join("\n")).toContain(` ${earlier}`);
    }
  });

  it("gives the deployer the cluster, by an entry of its own", async () => {
    const { all } = await run(cluster(), NO_CALLS);
    expect(named(all, "main-deployer-entry").inputs).toEqual({
      clusterName: "main-0a1b2c3d",
      principalArn: DEPLOYER,
      type: "STANDARD",
      tags: TAGS,
    });
    expect(named(all, "main-deployer-admin").inputs).toEqual({
      clusterName: "main-0a1b2c3d",
      principalArn: DEPLOYER,
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      accessScope: { type: "cluster" },
    });
    expect(waitsFor(all, "main-deployer-admin", "main-deployer-entry")).toBe(true);
  });

  it("opens the endpoint to the listed ranges, and stays reachable from inside", async () => {
    const { all } = await run(cluster({ publicAccessCidrs: ["203.0.113.0/24"] }), NO_CALLS);
    expect(named(all, "main", CLUSTER).inputs.vpcConfig).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
    });
  });

  it("takes the newest version in standard support where none is written, and then keeps it", async () => {
    const { version: _, ...args } = ARGS;
    const { all } = await run(() => new Cluster("main", args), CLOUD);
    expect(named(all, "main", CLUSTER)).toMatchObject({
      inputs: { version: "1.34" },
      ignoreChanges: ["version"],
    });
  });

  it("previews with an unknown version, name and deployer", async () => {
    const { version: _, ...args } = ARGS;
    const calls = {
      ...CLOUD.calls,
      "aws:index/getCallerIdentity:getCallerIdentity": () => ({ arn: "", accountId: "" }),
      "aws:iam/getSessionContext:getSessionContext": () => ({ issuerArn: "" }),
    };
    const { all, value, resolve } = await run(
      () => new Cluster("main", { ...args, deployerArn: lookUpCaller({}).principalArn }),
      { ...CLOUD, calls },
      { preview: true },
    );
    expect(named(all, "main", CLUSTER).inputs).toMatchObject({ version: UNKNOWN, name: UNKNOWN });
    expect(named(all, "main-deployer-entry").inputs.principalArn).toBe(UNKNOWN);
    expect(await resolve(value.kubeconfig)).toBeUndefined();
  });

  it("names the role behind a session as deployer", async () => {
    const session = "arn:aws:sts::111122223333:assumed-role/deployer/ci";
    const { value, resolve } = await run(() => lookUpCaller({}), {
      calls: {
        "aws:index/getCallerIdentity:getCallerIdentity": () => ({
          arn: session,
          accountId: "111122223333",
        }),
        "aws:iam/getSessionContext:getSessionContext": ({ arn }) =>
          arn === session ? { issuerArn: DEPLOYER } : {},
      },
    });
    expect(await resolve(value.principalArn)).toBe(DEPLOYER);
    expect(await resolve(value.accountId)).toBe("111122223333");
  });

  it("says everything that is wrong at once", async () => {
    const wrong = { version: "latest", publicAccessCidrs: ["0.0.0.0/0"], logRetentionDays: 0 };
    await expect(run(cluster(wrong), NO_CALLS)).rejects.toThrow(
      /version: found "latest".*\npublicAccessCidrs: found 0\.0\.0\.0\/0.*\nlogRetentionDays: found 0/,
    );
  });
});

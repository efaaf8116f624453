import { describe, expect, it } from "vitest";
import { TO_AWS, TO_NAMES, TO_POD_IDENTITY } from "../workloads/network-rules";
import { AUTOSCALER_POLICY, CLUSTER_RULES, NAMESPACE_RULES } from "./autoscaler-policy";
import { ClusterAutoscaler, type ClusterAutoscalerArgs } from "./cluster-autoscaler";
import { only, record, valueOf } from "./testing";

const args: ClusterAutoscalerArgs = {
  clusterName: "platform-1",
  clusterArn: "arn:aws:eks:us-east-1:111122223333:cluster/platform-1",
  region: "us-east-1",
  image: "registry.k8s.io/autoscaling/cluster-autoscaler@sha256:0",
  tags: { "towpath:owner": "platform" },
  labels: { "towpath.dev/owner": "platform" },
};
const PARENT = "towpath:nodes:ClusterAutoscaler scaler";

const build = (changes: Partial<ClusterAutoscalerArgs> = {}, preview = false) =>
  record((opts) => new ClusterAutoscaler("scaler", { ...args, ...changes }, opts), { preview });

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: string;
  Condition?: unknown;
}

describe("ClusterAutoscaler", () => {
  it("is an identity, rights, a Deployment and their limits", async () => {
    const { registered, result } = await build();
    // Sorted: registrations of different API groups overtake each other.
    expect(registered.map(({ type, provider }) => `${provider}: ${type}`).sort()).toEqual(
      [
        ": towpath:nodes:ClusterAutoscaler",
        "cloud: aws:iam/role:Role",
        "cloud: aws:iam/rolePolicy:RolePolicy",
        "cloud: aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "cluster: kubernetes:core/v1:ServiceAccount",
        "cluster: kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        "cluster: kubernetes:rbac.authorization.k8s.io/v1:Role",
        "cluster: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        "cluster: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        "cluster: kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "cluster: kubernetes:apps/v1:Deployment",
      ].sort(),
    );
    for (const child of registered) {
      if (!child.type.startsWith("towpath:")) expect(child.parent).toBe(PARENT);
    }
    expect(await valueOf(result.roleArn)).toBe("arn:of:scaler-role");
    expect(await valueOf(result.deployment)).toBe("scaler-deployment");
  });

  it("lends its role to one service account's pods", async () => {
    const { registered } = await build();
    expect(only(registered, "scaler-role").inputs.assumeRolePolicy).toMatchObject({
      Statement: [
        {
          Principal: { Service: "pods.eks.amazonaws.com" },
          Condition: {
            StringEquals: {
              "aws:RequestTag/eks-cluster-arn": args.clusterArn,
              "aws:RequestTag/kubernetes-namespace": "kube-system",
              "aws:RequestTag/kubernetes-service-account": "cluster-autoscaler",
            },
          },
        },
      ],
    });
    expect(only(registered, "scaler-identity").inputs).toEqual({
      clusterName: "platform-1",
      namespace: "kube-system",
      serviceAccount: "cluster-autoscaler",
      roleArn: "arn:of:scaler-role",
      tags: args.tags,
    });
    expect(only(registered, "scaler-account").inputs.metadata).toMatchObject({
      name: "cluster-autoscaler",
    });
  });

  it("changes the size of its own cluster's groups and of no other", () => {
    const { Statement: statements } = JSON.parse(AUTOSCALER_POLICY) as { Statement: Statement[] };
    const changing = statements.filter(({ Action }) =>
      [Action].flat().some((action) => !/:(Describe|Get)/.test(action)),
    );
    expect(changing.map(({ Sid }) => Sid)).toEqual(["ScaleOwnGroups"]);
    expect(changing[0]?.Condition).toEqual({
      StringEquals: {
        "autoscaling:ResourceTag/eks:cluster-name": "${aws:PrincipalTag/eks-cluster-name}",
      },
    });
    expect(
      statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*")),
    ).toEqual([]);
  });

  it("has no wildcard in the cluster", () => {
    for (const rule of [...CLUSTER_RULES, ...NAMESPACE_RULES]) {
      expect([...rule.apiGroups, ...rule.resources, ...rule.verbs]).not.toContain("*");
      if (rule.resourceNames === undefined) expect(rule.verbs).not.toContain("delete");
    }
  });

  it("finds the groups by cluster, on a node without GPUs, with the restricted security context", async () => {
    const { registered } = await build();
    const deployment = only(registered, "scaler-deployment");
    const pod = (deployment.inputs.spec as { template: { spec: Record<string, unknown> } }).template
      .spec;
    expect(pod).toMatchObject({
      priorityClassName: "system-cluster-critical",
      nodeSelector: { "towpath.dev/accelerator": "none" },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          image: args.image,
          env: expect.arrayContaining([{ name: "AWS_REGION", value: "us-east-1" }]) as unknown,
          securityContext: {
            privileged: false,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
    expect(JSON.stringify(pod)).toMatch(/k8s\.io\/cluster-autoscaler\/platform-1/);
    expect(pod).not.toHaveProperty("volumes");
    expect(deployment.dependsOn).toEqual(
      expect.arrayContaining(["scaler-identity", "scaler-policy", "scaler-cluster-binding"]),
    );
  });

  it("reaches names, AWS and its credentials, and nobody reaches it", async () => {
    const { registered } = await build();
    expect(only(registered, "scaler-egress").inputs.spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "cluster-autoscaler" } },
      policyTypes: ["Ingress", "Egress"],
      egress: [TO_NAMES, TO_AWS, TO_POD_IDENTITY],
    });
  });

  it("has a disruption budget once there is a second pod", async () => {
    const { registered } = await build({ replicas: 2 });
    expect(only(registered, "scaler-disruption").inputs.spec).toMatchObject({ minAvailable: 1 });
  });

  it("previews its policy readable while the cluster does not exist", async () => {
    const { registered } = await build({}, true);
    expect(only(registered, "scaler-policy").inputs.policy).toEqual(JSON.parse(AUTOSCALER_POLICY));
    expect(registered).toHaveLength(11);
  });
});

import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";
import type { ObjectProps } from "../reading/objects";

/** Kinds that live in a namespace: those that the platform or its users make. */
const NAMESPACED: ReadonlySet<string> = new Set(
  [
    "apps/v1:DaemonSet",
    "apps/v1:Deployment",
    "apps/v1:ReplicaSet",
    "apps/v1:StatefulSet",
    "autoscaling/v1:HorizontalPodAutoscaler",
    "autoscaling/v2:HorizontalPodAutoscaler",
    "batch/v1:CronJob",
    "batch/v1:Job",
    "coordination.k8s.io/v1:Lease",
    "core/v1:ConfigMap",
    "core/v1:Endpoints",
    "core/v1:LimitRange",
    "core/v1:PersistentVolumeClaim",
    "core/v1:Pod",
    "core/v1:ReplicationController",
    "core/v1:ResourceQuota",
    "core/v1:Secret",
    "core/v1:Service",
    "core/v1:ServiceAccount",
    "discovery.k8s.io/v1:EndpointSlice",
    "gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
    "gateway.networking.k8s.io/v1:Gateway",
    "gateway.networking.k8s.io/v1:GRPCRoute",
    "gateway.networking.k8s.io/v1:HTTPRoute",
    "helm.sh/v3:Release",
    "networking.k8s.io/v1:Ingress",
    "networking.k8s.io/v1:NetworkPolicy",
    "policy/v1:PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1:Role",
    "rbac.authorization.k8s.io/v1:RoleBinding",
  ].map((type) => `kubernetes:${type}`),
);

const config = z.strictObject({
  reserved: z
    .array(z.string())
    .default(["default", "kube-system", "kube-public", "kube-node-lease"])
    .describe("Namespaces that are Kubernetes' own."),
  allowed: allowances("The namespace that it may use.", [
    {
      component: "towpath:nodes:ClusterAutoscaler",
      what: "kube-system",
      reason:
        "It is a part of the cluster, and its own example for AWS puts it there: kubernetes/autoscaler at 55c37cd5, cluster-autoscaler/cloudprovider/aws/examples/cluster-autoscaler-autodiscover.yaml.",
    },
  ]),
});

interface Config {
  readonly reserved: readonly string[];
  readonly allowed: readonly Allowance[];
}

/** Kyverno's `disallow-default-namespace`. */
export const namespaces = resourceRule<ObjectProps, Config>({
  id: "tenancy-namespaces",
  checks: ["K8S-7"],
  severity: "medium",
  level: "posture",
  description: "Nothing of the platform or its teams lives in a namespace of Kubernetes itself.",
  why: "`default` and the `kube-` namespaces have no owner, no quota, no pod security level and no network policies: what lands there is outside of every team's limits.",
  remediation:
    "Give the object `metadata: { namespace }` of a namespace that the program makes (components/composed/namespace.ts), a team's for a team's work.",
  controls: ["CIS EKS 4.5.1", "CIS EKS 4.5.2"],
  types: "every",
  config,
  check: ({ type, urn, props }, report, { config: { reserved, allowed } }) => {
    if (!type.startsWith("kubernetes:")) return;
    const given = props.metadata?.namespace ?? props.namespace;
    const found = given ?? (NAMESPACED.has(type) ? "default" : undefined);
    if (found === undefined || !reserved.includes(found) || allows(allowed, urn, found)) return;
    report(
      given === undefined
        ? "no namespace is given, which is `default`. Give it a namespace of the platform or of a team."
        : `the namespace is ${found}, which is Kubernetes' own. Give it a namespace of the platform or of a team.`,
    );
  },
});

import { add, beside, gone, type Mutation, set, unset } from "../mutation";
import { labelsOf } from "../../../components/config/tags";

const part = { environment: "prod", owner: "platform", service: "platform" };
const EVERYWHERE = { ipBlock: { cidr: "0.0.0.0/0" } };

/** Mistakes in namespaces, and in who may talk to whom. */
export const TENANCY: readonly Mutation[] = [
  {
    name: "MLflow lives in the namespace default",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "tenancy-namespaces",
    change: set("metadata.namespace", "default"),
  },
  {
    name: "training's code lies in no namespace at all",
    at: "ConfigMap jobs-support-ml-code-*",
    policy: "tenancy-namespaces",
    change: unset("metadata.namespace"),
  },
  {
    name: "MLflow's Secret lies among Kubernetes' own",
    at: "core/v1:Secret mlflow-secrets-server",
    policy: "tenancy-namespaces",
    change: set("metadata.namespace", "kube-system"),
  },
  {
    name: "the namespace of serving admits privileged pods",
    at: "Namespace serving",
    policy: "tenancy-pod-security",
    change: set(["metadata", "labels", "pod-security.kubernetes.io/enforce"], "privileged"),
  },
  {
    name: "a team's namespace enforces no standard",
    at: "Namespace support-ml",
    policy: "tenancy-pod-security",
    change: unset(["metadata", "labels", "pod-security.kubernetes.io/enforce"]),
  },
  {
    name: "the standard of serving is that of an old Kubernetes",
    at: "Namespace serving",
    policy: "tenancy-pod-security-version",
    change: set(["metadata", "labels", "pod-security.kubernetes.io/enforce-version"], "v1.24"),
  },
  {
    name: "no network policy means MLflow's pods",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-isolation",
    change: gone,
  },
  {
    name: "the server's network policy means other pods",
    at: "NetworkPolicy support-triage-network",
    policy: "tenancy-network-isolation",
    change: set("spec.podSelector.matchLabels", { "app.kubernetes.io/name": "support-triaje" }),
  },
  {
    name: "the policy of jobs says nothing of what they may call",
    at: "NetworkPolicy jobs-support-ml-network",
    policy: "tenancy-network-isolation",
    change: set("spec.policyTypes", ["Ingress"]),
  },
  {
    name: "a chart puts pods into a namespace without a network policy",
    at: "Release gateway-controller",
    policy: "tenancy-network-policies",
    change: set("namespace", "platform"),
  },
  {
    name: "every pod of every namespace reaches MLflow",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: add("spec.ingress.0.from", { namespaceSelector: {} }),
  },
  {
    name: "a policy without a list of callers lets everybody in",
    at: "NetworkPolicy support-triage-network",
    policy: "tenancy-network-rules",
    change: unset("spec.ingress.0.from"),
  },
  {
    name: "MLflow calls everywhere on every port",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: unset("spec.egress.2.ports"),
  },
  {
    name: "jobs reach the instance metadata service",
    at: "NetworkPolicy jobs-support-ml-network",
    policy: "tenancy-network-rules",
    change: add("spec.egress", { to: [EVERYWHERE], ports: [{ protocol: "TCP", port: 80 }] }),
  },
  {
    name: "a policy of its own opens a namespace to the world",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: beside("kubernetes:networking.k8s.io/v1:NetworkPolicy", "open", {
      metadata: { namespace: "tracking", labels: labelsOf(part) },
      spec: { podSelector: {}, ingress: [{ from: [EVERYWHERE] }] },
    }),
  },
  {
    name: "all addresses reach MLflow, in two halves",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: set("spec.ingress.0.from", [
      { ipBlock: { cidr: "0.0.0.0/1" } },
      { ipBlock: { cidr: "128.0.0.0/1" } },
    ]),
  },
  {
    name: "namespaces of whatever name reach MLflow",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: add("spec.ingress.0.from", {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }],
      },
    }),
  },
  {
    name: "MLflow is let out to the metadata service by its address",
    at: "NetworkPolicy mlflow-network",
    policy: "tenancy-network-rules",
    change: add("spec.egress", {
      to: [{ ipBlock: { cidr: "169.254.169.254/32" } }],
      ports: [{ protocol: "TCP", port: 80 }],
    }),
  },
];

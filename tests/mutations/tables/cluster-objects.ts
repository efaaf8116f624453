import { labelsOf } from "../../../components/config/tags";
import { beside, gone, type Mutation, set, unset } from "../mutation";

const metadata = {
  namespace: "tracking",
  labels: labelsOf({ environment: "prod", owner: "platform", service: "tracking" }),
};
const POD = "spec.template.spec";

/** Mistakes in accounts of pods, in Services and in how many pods there are. */
export const CLUSTER_OBJECTS: readonly Mutation[] = [
  {
    name: "MLflow has its namespace's default account",
    at: "Deployment mlflow",
    policy: "workloads-service-accounts",
    change: unset(`${POD}.serviceAccountName`),
  },
  {
    name: "the account that MLflow names is spelled wrong",
    at: "Deployment mlflow",
    policy: "workloads-service-accounts",
    change: set(`${POD}.serviceAccountName`, "ml-flow"),
  },
  {
    name: "every pod with MLflow's account gets an API token",
    at: "ServiceAccount mlflow-account",
    policy: "workloads-account-tokens",
    change: set("automountServiceAccountToken", true),
  },
  {
    name: "the server mounts an API token that it cannot use",
    at: "Deployment support-triage-*",
    policy: "workloads-account-tokens",
    change: set(`${POD}.automountServiceAccountToken`, true),
  },
  {
    name: "a load balancer of its own opens MLflow",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "workloads-services",
    change: set("spec.type", "LoadBalancer"),
  },
  {
    name: "every node answers for the server",
    at: "kubernetes:core/v1:Service support-triage-*",
    policy: "workloads-services",
    change: set("spec.type", "NodePort"),
  },
  {
    name: "MLflow takes an address of the office's network",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "workloads-services",
    change: set("spec.externalIPs", ["203.0.113.7"]),
  },
  {
    name: "one pod serves MLflow in prod",
    at: "Deployment mlflow",
    policy: "workloads-replicas",
    change: set("spec.replicas", 1),
  },
  {
    name: "the server's autoscaler goes down to one pod",
    at: "HorizontalPodAutoscaler support-triage-*",
    policy: "workloads-replicas",
    change: set("spec.minReplicas", 1),
  },
  {
    name: "a drain takes all of MLflow at once",
    at: "PodDisruptionBudget mlflow-disruption",
    policy: "workloads-disruption-budgets",
    change: gone,
  },
  {
    name: "no drain may ever take a pod of MLflow",
    at: "PodDisruptionBudget mlflow-disruption",
    policy: "workloads-disruption-budgets",
    change: set("spec.maxUnavailable", 0),
  },
  {
    name: "a chart comes that nobody reviewed",
    at: "Release gateway-controller",
    policy: "workloads-helm-releases",
    change: set("chart", "oci://docker.io/somebody/gateway-helm"),
  },
  {
    name: "the gateway's chart is whatever is newest",
    at: "Release gateway-controller",
    policy: "workloads-helm-releases",
    change: unset("version"),
  },
  {
    name: "objects are made out of text that no rule reads",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "workloads-unseen-objects",
    change: beside("kubernetes:yaml/v2:ConfigFile", "dashboards", { file: "dashboards.yaml" }),
  },
  {
    name: "a patch changes MLflow's Deployment past the rules",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "workloads-unseen-objects",
    change: beside("kubernetes:apps/v1:DeploymentPatch", "mlflow-patch", { metadata }),
  },
];

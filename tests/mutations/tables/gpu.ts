import { all, type Change, type Mutation, set, unset } from "../mutation";

const GPU = "nvidia.com/gpu";
const SERVER = "Deployment support-triage-*";
const POD = "spec.template.spec";
const RESOURCES = `${POD}.containers.0.resources`.split(".");

const asks = (limit: string, request?: string): Change =>
  all(
    set([...RESOURCES, "limits", GPU], limit),
    ...(request === undefined ? [] : [set([...RESOURCES, "requests", GPU], request)]),
  );
const tolerates = set(`${POD}.tolerations`, [
  { key: GPU, operator: "Exists", effect: "NoSchedule" },
]);
const chooses = set([...POD.split("."), "nodeSelector"], { "towpath.dev/pool": "serving" });

/** Mistakes in who gets GPUs, and how many. */
export const GPU_MISTAKES: readonly Mutation[] = [
  {
    name: "a server asks for a GPU and never gets past the taint",
    at: SERVER,
    policy: "gpu-placement",
    change: all(asks("1"), chooses),
  },
  {
    name: "a server asks for a GPU of whatever node",
    at: SERVER,
    policy: "gpu-placement",
    change: all(asks("1"), tolerates),
  },
  {
    name: "MLflow may run on GPU nodes",
    at: "Deployment mlflow",
    policy: "gpu-toleration",
    change: tolerates,
  },
  {
    name: "MLflow tolerates every taint",
    at: "Deployment mlflow",
    policy: "gpu-toleration",
    change: set(`${POD}.tolerations`, [{ operator: "Exists" }]),
  },
  {
    name: "a server chooses GPU nodes and asks for none",
    at: SERVER,
    policy: "gpu-toleration",
    change: chooses,
  },
  {
    name: "a server asks for half a GPU",
    at: SERVER,
    policy: "gpu-whole-numbers",
    change: all(asks("0.5"), tolerates, chooses),
  },
  {
    name: "a server asks for one GPU and is allowed two",
    at: SERVER,
    policy: "gpu-whole-numbers",
    change: all(asks("2", "1"), tolerates, chooses),
  },
  {
    name: "a server asks for more GPUs than a node has",
    at: SERVER,
    policy: "gpu-whole-numbers",
    change: all(asks("4"), tolerates, chooses),
  },
  {
    name: "the training nodes lost their taint",
    at: "NodeGroup nodes-training-group",
    policy: "gpu-pool-taint",
    change: unset("taints.0"),
  },
  {
    name: "the taint only asks pods to stay away",
    at: "NodeGroup nodes-serving-group",
    policy: "gpu-pool-taint",
    change: set("taints.0.effect", "PREFER_NO_SCHEDULE"),
  },
  {
    name: "the system's nodes carry the taint of GPUs",
    at: "NodeGroup nodes-system-group",
    policy: "gpu-pool-taint",
    change: set("taints", [{ key: GPU, value: "true", effect: "NO_SCHEDULE" }]),
  },
  {
    name: "the training nodes may grow over the GPU budget",
    at: "NodeGroup nodes-training-group",
    policy: "gpu-budget",
    // And over the month's money.
    also: ["cost-budget"],
    change: set("scalingConfig.maxSize", 6),
  },
  {
    name: "the GPU budget is cut, and nobody shrank a pool",
    at: "NodeGroup nodes-training-group",
    policy: "gpu-budget",
    context: ({ environment }) =>
      environment.kind === "aws" ? { environment: { ...environment, gpu_budget: 2 } } : {},
  },
];

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { gpuPlacement } from "./placement";
import { TOLERATION, workload } from "./testing";

const one = { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "1" } };
const tolerations = [TOLERATION];
const present = { "nvidia.com/gpu.present": "true" };
const affinity = (...keys: string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: keys.map((key) => ({ matchExpressions: [{ key, operator: "Exists" }] })),
    },
  },
});

ruleCases(gpuPlacement, {
  compliant: {
    "both, by label": { given: workload(one, { tolerations, nodeSelector: present }) },
    "both, by pool": {
      given: workload(one, { tolerations, nodeSelector: { "towpath.dev/pool": "training" } }),
    },
    "both, by a required affinity": {
      given: workload(one, { tolerations, affinity: affinity("nvidia.com/gpu.product") }),
    },
    "a pool of a cluster that is there already": {
      given: workload(one, { tolerations, nodeSelector: { "towpath.dev/pool": "lab" } }),
      environment: "local",
    },
    "a pod without GPUs": { given: workload({ limits: { memory: "1Gi" } }) },
    "a workload that says nothing of its pods": {
      given: { type: "kubernetes:apps/v1:Deployment", props: {} },
    },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no toleration": {
      given: workload(one, { nodeSelector: present }),
      says: /asks for nvidia\.com\/gpu and does not tolerate the taint of GPU nodes\. Add/,
    },
    "no selector": {
      given: workload(one, { tolerations }),
      says: /chooses no GPU nodes\. Add a nodeSelector/,
    },
    "the system pool": {
      given: workload(one, { tolerations, nodeSelector: { "towpath.dev/pool": "system" } }),
      says: /chooses no GPU nodes/,
    },
    "nodes without an accelerator": {
      given: workload(one, { tolerations, nodeSelector: { "towpath.dev/accelerator": "none" } }),
      says: /chooses no GPU nodes/,
    },
    "an affinity that leaves another way": {
      given: workload(one, { tolerations, affinity: affinity("nvidia.com/gpu.product", "zone") }),
      says: /chooses no GPU nodes/,
    },
    "a MIG slice in a scheduled job, without either": {
      given: workload(
        { limits: { "nvidia.com/mig-1g.10gb": 1 } },
        {},
        "kubernetes:batch/v1:CronJob",
      ),
      at: ["kubernetes:batch/v1:CronJob it", "kubernetes:batch/v1:CronJob it"],
      says: /asks for nvidia\.com\/mig-1g\.10gb/,
    },
    "a toleration of something else": {
      given: workload(one, {
        nodeSelector: present,
        tolerations: [{ key: "spot", operator: "Exists" }],
      }),
      says: /does not tolerate/,
    },
  },
  undecided: {
    "tolerations that only a deployment knows": {
      given: workload(one, { tolerations: UNKNOWN_VALUE, nodeSelector: present }),
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { gpuToleration } from "./toleration";
import { TOLERATION, workload } from "./testing";

const tolerations = [TOLERATION];
const none = { limits: { memory: "1Gi" } };
const present = { "nvidia.com/gpu.present": "true" };
const daemonSet = workload(
  none,
  { tolerations, nodeSelector: present },
  "kubernetes:apps/v1:DaemonSet",
);

ruleCases(gpuToleration, {
  compliant: {
    "a pod with a GPU": {
      given: workload({ limits: { "nvidia.com/gpu": 1 } }, { tolerations, nodeSelector: present }),
    },
    "a pod of the system pool": {
      given: workload(none, { nodeSelector: { "towpath.dev/accelerator": "none" } }),
    },
    "the device plugin": { given: { ...daemonSet, within: ["towpath:nodes:DevicePlugin"] } },
    "the exporter": {
      given: { ...daemonSet, within: ["towpath:platform:Platform", "towpath:nodes:DcgmExporter"] },
    },
    "software that the configuration names": {
      given: { ...daemonSet, within: ["acme:gpu:Profiler"] },
      config: { gpu_software: [{ component: "acme:gpu:Profiler", reason: "profiles the GPUs" }] },
    },
    "another taint": {
      given: workload(none, { tolerations: [{ key: "spot", operator: "Exists" }] }),
    },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a pod that only sits there": {
      given: workload(none, { tolerations }),
      says: /tolerates the taint of GPU nodes and asks for no GPU\. Give it a limit/,
    },
    "a pod that tolerates everything": {
      given: workload(none, { tolerations: [{ operator: "Exists" }] }),
      says: /tolerates the taint of GPU nodes/,
    },
    "a DaemonSet of the same shape elsewhere": {
      given: { ...daemonSet, within: ["towpath:serving:ModelService"] },
      says: /asks for no GPU/,
    },
    "a pod that will never be placed": {
      given: workload(none, { nodeSelector: present }),
      says: /will never be placed/,
    },
  },
  undecided: {
    "tolerations that only a deployment knows": {
      given: workload(none, { tolerations: UNKNOWN_VALUE }),
    },
  },
});

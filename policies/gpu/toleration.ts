import * as z from "zod";
import { resourceRule } from "../engine/rule";
import { podsOf, type WorkloadProps, WORKLOADS } from "../reading/pods";
import { componentsOf, gpuRequestsOf, toleratesGpuTaint } from "./requests";
import { choosesGpuNodes } from "./selection";

/** What runs on GPU nodes for the GPUs' sake. */
const SOFTWARE = [
  {
    component: "towpath:nodes:DevicePlugin",
    reason:
      "makes the node's GPUs a resource that others ask for: NVIDIA/k8s-device-plugin v0.20.0, deployments/static/nvidia-device-plugin.yml",
  },
  {
    component: "towpath:nodes:DcgmExporter",
    reason: "measures all of the node's GPUs: NVIDIA/dcgm-exporter at d5e5f510, dcgm-exporter.yaml",
  },
];

const config = z.object({
  gpu_software: z
    .array(z.object({ component: z.string(), reason: z.string().min(10) }))
    .default(SOFTWARE)
    .describe(
      "Component types whose workloads belong on GPU nodes without asking for a GPU, each with its reason.",
    ),
});

/** The other direction of gpu-placement. */
export const gpuToleration = resourceRule<WorkloadProps, z.output<typeof config>>({
  id: "gpu-toleration",
  checks: ["GPU-1"],
  severity: "medium",
  level: "posture",
  description: "A pod that may run on GPU nodes, or chooses them, asks for a GPU.",
  why: "A pod that only sits there takes the processor and memory that a GPU job needs, and keeps a node awake that costs by the hour. One that reaches the GPU without asking takes it from who asked.",
  remediation:
    "Give the container a limit of `nvidia.com/gpu`, or remove the toleration and the selector. What serves the GPUs themselves is named by its component in `gpu_software` of this rule.",
  types: WORKLOADS,
  config,
  check: (workload, report, { environment, config: { gpu_software: software } }) => {
    const spec = podsOf(workload)?.spec;
    if (spec === undefined || gpuRequestsOf(spec).length > 0) return;
    const components = componentsOf(workload.urn);
    if (software.some(({ component }) => components.includes(component))) return;
    if (toleratesGpuTaint(spec)) {
      report(
        "the pod tolerates the taint of GPU nodes and asks for no GPU. Give it a limit of nvidia.com/gpu, or remove the toleration.",
      );
    } else if (choosesGpuNodes(spec, environment)) {
      report(
        "the pod chooses GPU nodes and asks for no GPU, so it will never be placed. Give it a limit of nvidia.com/gpu, or remove the selector.",
      );
    }
  },
});

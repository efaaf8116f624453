import { resourceRule } from "../engine/rule";
import { podsOf, type WorkloadProps, WORKLOADS } from "../reading/pods";
import { gpuRequestsOf, toleratesGpuTaint } from "./requests";
import { choosesGpuNodes } from "./selection";

export const gpuPlacement = resourceRule<WorkloadProps>({
  id: "gpu-placement",
  checks: ["GPU-1"],
  severity: "medium",
  level: "posture",
  description: "A pod that asks for GPUs tolerates their nodes' taint, and chooses their nodes.",
  why: "Without the toleration it waits for ever, and its message speaks of taints. Without the selector it may wait for a pool that will never have what it needs.",
  remediation:
    'Take the component\'s `gpu` argument, which brings both (components/workloads/gpu-placement.ts); or write the toleration { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" } and a nodeSelector of `nvidia.com/gpu.present: "true"` or `towpath.dev/pool`.',
  types: WORKLOADS,
  check: (workload, report, { environment }) => {
    const spec = podsOf(workload)?.spec;
    if (spec === undefined) return;
    const [first] = gpuRequestsOf(spec);
    if (first === undefined) return;
    if (!toleratesGpuTaint(spec)) {
      report(
        `the pod asks for ${first.resource} and does not tolerate the taint of GPU nodes. Add the toleration for nvidia.com/gpu.`,
      );
    }
    if (!choosesGpuNodes(spec, environment)) {
      report(
        `the pod asks for ${first.resource} and chooses no GPU nodes. Add a nodeSelector of nvidia.com/gpu.present or towpath.dev/pool.`,
      );
    }
  },
});

import { mostGpusOfPod } from "../../components/config/gpu-fit";
import { resourceRule } from "../engine/rule";
import { judgeEach } from "../reading/judge-each";
import { containerName, podsOf, type WorkloadProps, WORKLOADS } from "../reading/pods";
import { GPU, gpuRequestsOf } from "./requests";
import { POOL } from "./selection";

export const gpuWholeNumbers = resourceRule<WorkloadProps>({
  id: "gpu-whole-numbers",
  checks: ["GPU-2"],
  severity: "medium",
  level: "posture",
  description:
    "GPUs are asked for in whole numbers, request and limit the same, and no more than one node has.",
  why: "Kubernetes refuses a half GPU and a request that differs from its limit. More than any node has waits for ever, and so does a second turn on a shared GPU.",
  remediation:
    "Write `nvidia.com/gpu` as a whole number from 1 under `limits` and the same or nothing under `requests`. What fits is in the stack file's `gpu_pools`; half a GPU is `time_slicing` or `mig_strategy` there.",
  types: WORKLOADS,
  check: (workload, report, { environment }) => {
    const spec = podsOf(workload)?.spec;
    if (spec === undefined) return;
    const asked = gpuRequestsOf(spec);
    if (asked.length === 0) return;
    let total = 0;
    judgeEach(asked, ({ container, resource }) => {
      const limit = container.resources?.limits?.[resource];
      const request = container.resources?.requests?.[resource];
      const place = `${resource} of ${containerName(container)}`;
      if (limit === undefined) {
        report(`${place} has a request of ${request ?? "?"} and no limit. Write the limit, too.`);
        return;
      }
      // https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
      if (request !== undefined && String(request) !== String(limit)) {
        report(`${place} has request ${request} and limit ${limit}; expected the same. Mend one.`);
      }
      const count = Number(limit);
      if (!Number.isSafeInteger(count) || count < 1) {
        report(`${place} has limit ${limit}; expected a whole number from 1. Mend it.`);
      } else if (resource === GPU) {
        total += count;
      }
    });
    const pool = spec.nodeSelector?.[POOL];
    const most = mostGpusOfPod(environment, pool);
    if (total > most) {
      report(
        `the pod asks for ${total} GPUs; a node of ${pool === undefined ? "any pool" : `the pool ${pool}`} offers a pod ${most} at most. Ask for fewer, or change gpu_pools in the stack file.`,
      );
    }
  },
});

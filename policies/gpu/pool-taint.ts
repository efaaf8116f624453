import { stackRule } from "../engine/rule";
import { hasGpus, NODE_GROUP, type NodeGroupProps, typesOfGroup } from "../reading/machines";
import { GPU } from "./requests";

/** Effects that keep pods off a node; PREFER_NO_SCHEDULE only asks. */
const KEEPS_OFF = ["NO_SCHEDULE", "NO_EXECUTE"];

export const gpuPoolTaint = stackRule({
  id: "gpu-pool-taint",
  checks: ["GPU-2", "EC2-3"],
  severity: "high",
  level: "posture",
  description: "Node groups with GPUs carry the taint nvidia.com/gpu, and no others do.",
  why: "Without the taint the scheduler fills GPU nodes with whatever has no place yet, and the GPU that costs by the hour serves a web server. With it on nodes without GPUs nothing runs there.",
  remediation:
    'Declare the pool under `gpu_pools` in the stack file: the component NodePool adds the taint. In code, add { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" } to `taints`.',
  check: (stack, report) => {
    stack.each<NodeGroupProps>(NODE_GROUP, (group) => {
      const types = typesOfGroup(stack, group);
      const gpus = types.filter(hasGpus);
      const tainted = (group.props.taints ?? []).some(
        ({ key, effect }) => key === GPU && KEEPS_OFF.includes(effect),
      );
      if (gpus.length > 0 && !tainted) {
        report(
          group,
          `${gpus.join(", ")} has GPUs and the group lacks the taint nvidia.com/gpu with NO_SCHEDULE. Add it to taints.`,
        );
      }
      if (gpus.length === 0 && tainted) {
        report(
          group,
          `the group carries the taint nvidia.com/gpu, and ${types.join(", ") || "EKS's default type"} has no GPU. Remove it from taints.`,
        );
      }
    });
  },
});

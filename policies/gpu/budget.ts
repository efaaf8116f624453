import { instanceSpec } from "../../components/config/instance-types";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { hasGpus, NODE_GROUP, type NodeGroupProps, typesOfGroup } from "../reading/machines";

export const gpuBudget = stackRule({
  id: "gpu-budget",
  checks: ["GPU-2"],
  severity: "high",
  level: "posture",
  description: "All node groups at their maximum have no more GPUs than the environment's budget.",
  why: "An autoscaler asks nobody. What the maximums allow is what a night's queue of jobs will one day cost.",
  remediation:
    "Lower `max` of a pool under `gpu_pools` in the stack file, or raise `gpu_budget` there and have it reviewed with the estimate.",
  check: (stack, report, { environment }) => {
    const budget = environment.kind === "aws" ? environment.gpu_budget : 0;
    const terms: { readonly group: StackResource<NodeGroupProps>; readonly gpus: number }[] = [];
    stack.each<NodeGroupProps>(NODE_GROUP, (group) => {
      const types = typesOfGroup(stack, group).filter(hasGpus);
      if (types.length === 0) return;
      const lacking = types.filter((type) => instanceSpec(type) === undefined);
      if (lacking.length > 0) {
        report(
          group,
          `nobody can say how many GPUs ${lacking.join(", ")} has. Add its row to components/config/instance-types.ts.`,
        );
        return;
      }
      const most = Math.max(...types.map((type) => instanceSpec(type)?.gpu?.count ?? 0));
      terms.push({ group, gpus: most * (group.props.scalingConfig?.maxSize ?? 1) });
    });
    let total = 0;
    for (const { group, gpus } of terms) {
      total += gpus;
      // The first that does not fit any more is the one to lower, and those behind it.
      if (total > budget && gpus > 0) {
        report(
          group,
          `with this group's ${gpus} the node groups can grow to ${total} GPUs; gpu_budget is ${budget}. Lower a pool's max, or have the budget raised.`,
        );
      }
    }
  },
});

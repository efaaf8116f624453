import type * as aws from "@pulumi/aws";
import * as z from "zod";
import type { Inputs } from "../engine/subject";
import { NODE_GROUP, type NodeGroupProps, SCALING_GROUP } from "../reading/machines";
import { resourceRule } from "../engine/rule";

const config = z.object({
  most_nodes: z
    .number()
    .int()
    .min(1)
    .default(20)
    .describe(
      "Nodes that one group may grow to. The default is twice what the largest shipped environment has, rounded up.",
    ),
});

type Props = NodeGroupProps & Inputs<aws.autoscaling.GroupArgs>;

export const clusterNodeMaximum = resourceRule<Props, z.output<typeof config>>({
  id: "cluster-node-maximum",
  checks: ["EKS-6"],
  severity: "medium",
  level: "posture",
  description: "Every group of nodes has a maximum, and none larger than a small team needs.",
  why: "An autoscaler asks nobody: one job that loops, or one zero too many, and the month's budget is spent in a night.",
  remediation:
    "Lower `max` of the pool in the stack file (`system_pool`, `gpu_pools`), or raise `most_nodes` of this rule in the pack's configuration and have it reviewed.",
  types: [NODE_GROUP, SCALING_GROUP],
  config,
  check: ({ type, props }, report, { config: { most_nodes: most } }) => {
    const max = type === NODE_GROUP ? props.scalingConfig?.maxSize : props.maxSize;
    if (max === undefined) {
      report(`the group has no maximum; expected at most ${most} nodes. Set maxSize.`);
    } else if (max > most) {
      report(
        `the group may grow to ${max} nodes; expected at most ${most}. Lower the pool's max in the stack file.`,
      );
    }
  },
});

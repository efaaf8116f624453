import { resourceRule } from "../engine/rule";
import { INSTANCE, LAUNCH_CONFIGURATION, SPOT_REQUEST } from "../reading/machines";

export const instanceTypesNoBareInstances = resourceRule({
  id: "instance-types-no-bare-instances",
  checks: ["EC2-3"],
  severity: "medium",
  level: "posture",
  description: "Machines come from node pools: no EC2 instance stands alone.",
  why: "Nobody patches, replaces or counts a machine that stands alone: it is in no pool's maximum, in no GPU budget, and gone with its zone.",
  remediation:
    "Run the work as a pod or a job on a node pool (`gpu_pools` or `system_pool` in the stack file), and remove the instance or the request.",
  types: [
    INSTANCE,
    SPOT_REQUEST,
    LAUNCH_CONFIGURATION,
    "aws:ec2/spotFleetRequest:SpotFleetRequest",
    "aws:ec2/fleet:Fleet",
  ],
  check: ({ type }, report) => {
    const kind = type.slice(type.lastIndexOf(":") + 1);
    report(
      `this is an EC2 ${kind}, outside of every node pool. Run the work in the cluster, and remove it.`,
    );
  },
});

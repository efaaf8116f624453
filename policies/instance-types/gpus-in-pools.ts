import type * as aws from "@pulumi/aws";
import { stackRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";
import { judgeEach } from "../reading/judge-each";
import {
  hasGpus,
  INSTANCE,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  NODE_GROUP,
  SCALING_GROUP,
  SPOT_REQUEST,
} from "../reading/machines";

/** Node groups are the one place for GPUs; that they carry the taint is gpu-pool-taint's matter. */
export const instanceTypesGpusInPools = stackRule({
  id: "instance-types-gpus-in-pools",
  checks: ["EC2-3"],
  severity: "high",
  level: "posture",
  description: "Machines with GPUs are nodes of a managed node group, and nothing else.",
  why: "The GPU budget and the taint hold for node groups alone. A GPU elsewhere runs at its full price, seen by nobody and used by whatever happens to land there.",
  remediation:
    "Declare the machines as a pool under `gpu_pools` in the stack file, and remove the instance, group or template.",
  check: (stack, report) => {
    const say = (type: string) =>
      `${type} has GPUs and is no node of a GPU pool. Declare a pool under gpu_pools in the stack file.`;
    for (const where of [INSTANCE, SPOT_REQUEST, LAUNCH_CONFIGURATION]) {
      stack.each<{ readonly instanceType?: string }>(where, (machine) => {
        const type = machine.props.instanceType;
        if (type !== undefined && hasGpus(type)) report(machine, say(type));
      });
    }
    stack.each<Inputs<aws.autoscaling.GroupArgs>>(SCALING_GROUP, (group) => {
      judgeEach(
        group.props.mixedInstancesPolicy?.launchTemplate.overrides,
        ({ instanceType: type }) => {
          if (type !== undefined && hasGpus(type)) report(group, say(type));
        },
      );
    });
    for (const template of stack.ofType<{ readonly instanceType?: string }>(LAUNCH_TEMPLATE)) {
      // A capacity block's template has the type in the node group's place.
      if (stack.partsOf(template, NODE_GROUP, "launchTemplate").length > 0) continue;
      stack.decide(template, () => {
        const type = template.props.instanceType;
        if (type !== undefined && hasGpus(type)) report(template, say(type));
      });
    }
  },
});

import type * as aws from "@pulumi/aws";
import * as z from "zod";
import type { Environment } from "../../components/config/environment";
import { resourceRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";
import { judgeEach } from "../reading/judge-each";
import {
  INSTANCE,
  type InstanceProps,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  type LaunchTemplateProps,
  NODE_GROUP,
  type NodeGroupProps,
  SCALING_GROUP,
  SPOT_REQUEST,
} from "../reading/machines";

const config = z.object({
  more_types: z
    .array(z.string())
    .default([])
    .describe("EC2 instance types that may be used besides those that the stack file names."),
});

type GroupProps = Inputs<aws.autoscaling.GroupArgs>;

export const instanceTypesAllowed = resourceRule<
  NodeGroupProps & InstanceProps & GroupProps,
  z.output<typeof config>
>({
  id: "instance-types-allowed",
  checks: ["EC2-3"],
  severity: "medium",
  level: "posture",
  description: "Machines are of the instance types that the environment's stack file names.",
  why: "The estimate, the quotas and the GPU budget are counted from the stack file. A type that is written elsewhere is in none of them, and one letter can cost ten times as much.",
  remediation:
    "Name the type in the stack file, under `system_pool.instance_types` or `gpu_pools.NAME.instance_type`, where it is reviewed with its price; or add it to `more_types` of this rule in the pack's configuration.",
  types: [NODE_GROUP, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE, SPOT_REQUEST, SCALING_GROUP],
  config,
  check: ({ type, props }, report, { environment, config: { more_types: more } }) => {
    const allowed = [...typesOf(environment), ...more];
    const judge = (found: string | undefined) => {
      if (found !== undefined && !allowed.includes(found)) {
        report(
          `the instance type ${found} is not one that the stack file names (${allowed.join(", ")}). Name it there, or take one of those.`,
        );
      }
    };
    if (type === NODE_GROUP) judgeEach(props.instanceTypes, judge);
    else if (type === SCALING_GROUP) {
      judgeEach(props.mixedInstancesPolicy?.launchTemplate.overrides, (override) => {
        judge(override.instanceType);
      });
    } else judge(props.instanceType);
    if (type === LAUNCH_TEMPLATE && (props as LaunchTemplateProps).instanceRequirements) {
      report(
        "instanceRequirements lets AWS choose the types. Name them in the stack file instead.",
      );
    }
  },
});

/** The types that an environment's stack file names; none outside of AWS. */
function typesOf(environment: Environment): readonly string[] {
  if (environment.kind !== "aws") return [];
  const pools = Object.values(environment.gpu_pools).map(({ instance_type: type }) => type);
  return [...environment.system_pool.instance_types, ...pools];
}

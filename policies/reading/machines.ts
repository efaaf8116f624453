import type * as aws from "@pulumi/aws";
import { instanceSpec } from "../../components/config/instance-types";
import { known, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";

/** What boots EC2 instances, or says how. */
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
export const INSTANCE = "aws:ec2/instance:Instance";
export const SPOT_REQUEST = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
export const SCALING_GROUP = "aws:autoscaling/group:Group";

export type NodeGroupProps = Inputs<aws.eks.NodeGroupArgs>;
export type LaunchTemplateProps = Inputs<aws.ec2.LaunchTemplateArgs>;
export type InstanceProps = Inputs<aws.ec2.InstanceArgs>;

/**
 * Has a type GPUs? Of a type that the table lacks its name tells: every family with GPUs in
 * components/nodes/instance-families.ts begins with g or p and a number, and no other does.
 */
export function hasGpus(type: string): boolean {
  const spec = instanceSpec(type);
  return spec === undefined ? /^[gp]\d/.test(type) : spec.gpu !== null;
}

/**
 * The types that a node group boots: its own, or, for a capacity block, its launch template's.
 * Empty where neither says: EKS then takes its default.
 * @throws UnknownValueError where only a deployment knows them
 */
export function typesOfGroup(
  stack: Stack,
  group: StackResource<NodeGroupProps>,
): readonly string[] {
  // In a preview with the real engine a list that nobody gave is unknown, too: EKS may fill it in.
  const own = known(() => group.props.instanceTypes ?? []);
  if (own !== UNKNOWN && own.length > 0) return own;
  const template = stack.source(group, "launchTemplate", LAUNCH_TEMPLATE);
  const type = (template?.props as LaunchTemplateProps | undefined)?.instanceType;
  if (typeof type === "string" && type !== "") return [type];
  return group.props.instanceTypes ?? [];
}

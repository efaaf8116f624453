import { TAGS } from "../../components/config/tags";
import { isSet } from "../engine/known";
import { type ReportAt, stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import { readerOf, type TagsInput } from "../reading/tags";
import { listed, missingTags } from "./tags";

export const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";
const GROUP_TAG = "aws:autoscaling/tag:Tag";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const INSTANCE = "aws:ec2/instance:Instance";

/** What a launch template makes and its tags do not reach. */
const LAUNCHED = ["instance", "volume"] as const;

/** A tag of an Auto Scaling group. */
interface GroupTag {
  readonly key?: string;
  readonly value?: string;
  readonly propagateAtLaunch?: boolean;
}

interface TemplateProps {
  readonly tagSpecifications?: readonly {
    readonly resourceType?: string;
    readonly tags?: TagsInput;
  }[];
}

/**
 * Tags of what AWS makes on its own. A node group's tags "don't propagate to any other resources", and
 * a provider's default tags reach no Auto Scaling group.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
 * @see https://www.hashicorp.com/blog/default-tags-in-the-terraform-aws-provider
 */
export const propagation = stackRule({
  id: "tagging-propagation",
  checks: ["TAG-1"],
  severity: "medium",
  level: "posture",
  description:
    "Machines and disks that AWS starts from a template or a group carry all tags of components/config/tags.ts.",
  why: "Machines and their disks are the largest part of the bill, and AWS makes them. Untagged, nobody can say who pays or who may remove them.",
  remediation:
    "Give the launch template `tagSpecifications` for instance and volume, as components/nodes/node-pool.ts does; an Auto Scaling group every tag with `propagateAtLaunch: true`; a node group a launch template; an instance `volumeTags`.",
  check: (stack, report) => {
    stack.each<TemplateProps>(LAUNCH_TEMPLATE, (template) => {
      for (const kind of LAUNCHED) checkTemplate(template, kind, report);
    });
    stack.each<{ tags?: readonly GroupTag[] }>(AUTO_SCALING_GROUP, (group) => {
      checkGroup(stack, group, report);
    });
    stack.each(NODE_GROUP, (group) => {
      if (isSet(group.props, "launchTemplate")) return;
      report(
        group,
        "It has no launch template, and its own tags do not reach its machines; expected one with tagSpecifications. Pass launchTemplate.",
      );
    });
    stack.each<{ volumeTags?: TagsInput }>(INSTANCE, (instance) => {
      const missing = missingTags(readerOf(instance.props.volumeTags));
      if (missing.length === 0) return;
      report(
        instance,
        `Its disks lack ${listed(missing)}; expected the tags of the instance. Pass them as volumeTags too.`,
      );
    });
  },
});

function checkTemplate(
  template: StackResource<TemplateProps>,
  kind: (typeof LAUNCHED)[number],
  report: ReportAt,
): void {
  const specification = template.props.tagSpecifications?.find((one) => one.resourceType === kind);
  const missing = missingTags(readerOf(specification?.tags));
  if (missing.length === 0) return;
  report(
    template as StackResource,
    `What it starts gets no ${listed(missing)} on each ${kind}; expected all tags of components/config/tags.ts. Add them to tagSpecifications with resourceType ${kind}.`,
  );
}

function checkGroup(
  stack: Stack,
  group: StackResource<{ tags?: readonly GroupTag[] }>,
  report: ReportAt,
): void {
  const at = group as StackResource;
  const tags = [
    ...(group.props.tags ?? []),
    ...stack
      .partsOf<{ tag?: GroupTag }>(at, GROUP_TAG, "autoscalingGroupName")
      .flatMap(({ props }) => (props.tag === undefined ? [] : [props.tag])),
  ];
  const launched = tags.filter((tag) => tag.propagateAtLaunch === true);
  const missing = TAGS.filter((key) => !launched.some((tag) => tag.key === key));
  if (missing.length === 0) return;
  report(
    at,
    `Its machines get no ${listed(missing)}; expected all tags of components/config/tags.ts with propagateAtLaunch true. Add them to its tags.`,
  );
}

import type { CostRule, Finding } from "./finding";
import { notKnown } from "./finding";
import { times } from "./range";
import { amount, at, text, texts, type CostResource, type Resources } from "./resource";

export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** A node group's template, if it has one of this plan. */
export function templateOf(group: CostResource, resources: Resources): CostResource | undefined {
  return resources.source(group, "launchTemplate", LAUNCH_TEMPLATE);
}

/** The types that a group's nodes may have: its own, or its template's. */
export function nodeTypes(
  group: CostResource,
  resources: Resources,
): readonly string[] | undefined {
  if (at(group.inputs, "instanceTypes") !== undefined) return texts(group.inputs, "instanceTypes");
  const template = templateOf(group, resources);
  const type = template && text(template.inputs, "instanceType");
  return type === undefined ? undefined : [type];
}

/**
 * Nodes from the group's minimum to its maximum, and their disks. What runs in between is the
 * autoscaler's; the nodes that an update adds for minutes are not counted.
 */
export const nodeGroup: CostRule = (group, resources) => {
  const min = amount(group.inputs, "scalingConfig.minSize");
  const max = amount(group.inputs, "scalingConfig.maxSize");
  if (min === undefined || max === undefined) return [notKnown("nodes", "scalingConfig")];
  const nodes = { min: Math.min(min, max), max };
  const template = templateOf(group, resources);
  return [
    instances(group, resources, nodes),
    ...(template === undefined
      ? [notKnown("disks of nodes", "the launch template")]
      : [...disks(template, nodes), ...monitoring(template)]),
  ];
};

function instances(
  group: CostResource,
  resources: Resources,
  nodes: { min: number; max: number },
): Finding {
  const types = nodeTypes(group, resources);
  if (types === undefined || types.length === 0) return notKnown("nodes", "instanceTypes");
  const what = types.join(" or ");
  const capacity = at(group.inputs, "capacityType") ?? "ON_DEMAND";
  switch (capacity) {
    case "ON_DEMAND":
      return {
        kind: "fixed",
        what: `nodes ${what}, on demand`,
        services: types.map((type) => `ec2/${type}`),
        unit: "hour",
        quantity: nodes,
      };
    case "SPOT":
      return {
        kind: "unpriced",
        what: `nodes ${what}, spot`,
        reason: "the price of spot capacity moves; no table has it",
      };
    case "CAPACITY_BLOCK":
      return {
        kind: "unpriced",
        what: `nodes ${what}, capacity block`,
        reason: "a capacity block is paid in advance, when it is bought",
      };
    default:
      return notKnown(`nodes ${what}`, "capacityType");
  }
}

function disks(template: CostResource, nodes: { min: number; max: number }): readonly Finding[] {
  const mappings = at(template.inputs, "blockDeviceMappings");
  if (!Array.isArray(mappings)) return [notKnown("disks of nodes", "blockDeviceMappings")];
  return mappings.flatMap((mapping: unknown): Finding[] => {
    const inputs = (
      typeof mapping === "object" && mapping !== null ? mapping : { ebs: mapping }
    ) as Readonly<Record<string, unknown>>;
    const size = amount(inputs, "ebs.volumeSize");
    const type = text(inputs, "ebs.volumeType");
    if (size === undefined) return [notKnown("disks of nodes", "ebs.volumeSize")];
    if (type === undefined) return [notKnown("disks of nodes", "ebs.volumeType")];
    const own: Finding = {
      kind: "fixed",
      what: `disks of nodes, ${type}, ${size} GiB each`,
      services: [`ebs/${type}`],
      unit: "gb-month",
      quantity: times(nodes, size),
    };
    const extra = ["ebs.iops", "ebs.throughput"].filter((path) => at(inputs, path) !== undefined);
    return extra.length === 0
      ? [own]
      : [
          own,
          {
            kind: "unpriced",
            what: `disks of nodes, ${extra.map((path) => path.slice(4)).join(" and ")}`,
            reason: "only the size of a disk is priced",
          },
        ];
  });
}

function monitoring(template: CostResource): readonly Finding[] {
  return at(template.inputs, "monitoring.enabled") === true
    ? [{ kind: "usage", what: "CloudWatch's detailed monitoring of nodes" }]
    : [];
}

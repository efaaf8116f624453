import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { propagation } from "./propagation";
import { TAGS_OF_PROD, without } from "./testing";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:autoscaling/group:Group";
const NODES = "aws:eks/nodeGroup:NodeGroup";
const MACHINE = "aws:ec2/instance:Instance";

const template = (instance: unknown, volume: unknown = TAGS_OF_PROD): Given => ({
  type: TEMPLATE,
  props: {
    tagSpecifications: [
      { resourceType: "instance", tags: instance },
      { resourceType: "volume", tags: volume },
    ],
  },
});
const launched = Object.entries(TAGS_OF_PROD).map(([key, value]) => ({
  key,
  value,
  propagateAtLaunch: true,
}));
const [first, ...others] = launched;

ruleCases(propagation, {
  compliant: {
    "a template that tags machines and disks": { given: template(TAGS_OF_PROD) },
    "a group that hands its tags on": { given: { type: GROUP, props: { tags: launched } } },
    "a group that gets a tag from beside it": {
      given: [
        { type: GROUP, props: { tags: others } },
        {
          type: "aws:autoscaling/tag:Tag",
          name: "first",
          props: { tag: first, autoscalingGroupName: UNKNOWN_VALUE },
          from: { autoscalingGroupName: ["it"] },
        },
      ],
    },
    "a node group with a template that is still to be made": {
      given: { type: NODES, props: { launchTemplate: { id: UNKNOWN_VALUE } } },
    },
    "a machine whose disks are tagged": {
      given: { type: MACHINE, props: { volumeTags: TAGS_OF_PROD } },
    },
    "what starts nothing": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "a template that tags nothing": {
      given: { type: TEMPLATE },
      at: [`${TEMPLATE} it`, `${TEMPLATE} it`],
      says: /^What it starts gets no towpath:environment, .+ on each instance; .+resourceType instance\./,
    },
    "a template that forgets an owner of disks": {
      given: template(TAGS_OF_PROD, without(TAGS_OF_PROD, "towpath:owner")),
      says: /no towpath:owner on each volume;/,
    },
    "a group that keeps its tags": {
      given: {
        type: GROUP,
        props: { tags: launched.map((tag) => ({ ...tag, propagateAtLaunch: false })) },
      },
      says: /^Its machines get no towpath:environment/,
    },
    "a node group without a template": {
      given: { type: NODES, props: { tags: TAGS_OF_PROD } },
      says: /^It has no launch template/,
    },
    "a machine whose disks are not tagged": {
      given: { type: MACHINE, props: { tags: TAGS_OF_PROD } },
      says: /^Its disks lack/,
    },
  },
  undecided: {
    "tags that only a deployment knows": {
      given: { type: TEMPLATE, props: { tagSpecifications: UNKNOWN_VALUE } },
    },
  },
});

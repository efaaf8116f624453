import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesGpusInPools } from "./gpus-in-pools";

const machine = (instanceType: string, type = "aws:ec2/instance:Instance"): Given => ({
  type,
  name: "box",
  props: { instanceType },
});
const template = machine("p5.48xlarge", "aws:ec2/launchTemplate:LaunchTemplate");

ruleCases(instanceTypesGpusInPools, {
  compliant: {
    "a GPU pool": {
      given: { type: "aws:eks/nodeGroup:NodeGroup", props: { instanceTypes: ["g5.xlarge"] } },
    },
    "a capacity block's template": {
      given: [
        template,
        { type: "aws:eks/nodeGroup:NodeGroup", name: "pool", from: { launchTemplate: ["box"] } },
      ],
    },
    "a machine without GPUs": { given: machine("m7i.large") },
  },
  violating: {
    "an instance": {
      given: machine("g5.xlarge"),
      says: /^g5\.xlarge has GPUs and is no node of a GPU pool\. Declare a pool under gpu_pools/,
    },
    "a type that the table lacks": { given: machine("p6-b200.48xlarge"), says: /p6-b200/ },
    "a template that no node group uses": { given: template, says: /p5\.48xlarge/ },
    "a group of its own": {
      given: {
        type: "aws:autoscaling/group:Group",
        props: {
          mixedInstancesPolicy: {
            launchTemplate: {
              overrides: [{ instanceType: UNKNOWN_VALUE }, { instanceType: "g6.xlarge" }],
            },
          },
        },
      },
      says: /g6\.xlarge/,
    },
  },
  undecided: { "a type that only a deployment knows": { given: machine(UNKNOWN_VALUE) } },
});

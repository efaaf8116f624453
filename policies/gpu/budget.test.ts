import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { gpuBudget } from "./budget";

const type = "aws:eks/nodeGroup:NodeGroup";
const group = (name: string, maxSize: unknown, ...instanceTypes: string[]): Given => ({
  type,
  name,
  props: { instanceTypes, scalingConfig: { minSize: 0, maxSize, desiredSize: 0 } },
});

ruleCases(gpuBudget, {
  compliant: {
    "prod's four": {
      given: [
        group("system", 9, "m7i.2xlarge"),
        group("training", 2, "g5.2xlarge"),
        group("serving", 2, "g5.xlarge"),
      ],
    },
    "a stack without node groups": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "one node too many": {
      given: [group("training", 3, "g5.2xlarge"), group("serving", 2, "g5.xlarge")],
      at: [`${type} serving`],
      says: /with this group's 2 the node groups can grow to 5 GPUs; gpu_budget is 4\. Lower/,
    },
    "one instance with eight": {
      given: group("big", 1, "p5.48xlarge"),
      at: [`${type} big`],
      says: /with this group's 8 the node groups can grow to 8 GPUs/,
    },
    "the larger of two types counts": {
      given: group("mixed", 2, "g5.xlarge", "g5.12xlarge"),
      at: [`${type} mixed`],
      says: /grow to 8 GPUs/,
    },
    "a type that the table lacks": {
      given: group("new", 1, "g7e.2xlarge"),
      at: [`${type} new`],
      says: /how many GPUs g7e\.2xlarge has\. Add its row/,
    },
  },
  undecided: {
    "a maximum that only a deployment knows": {
      given: group("training", UNKNOWN_VALUE, "g5.xlarge"),
    },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterNodeMaximum } from "./node-maximum";

const type = "aws:eks/nodeGroup:NodeGroup";
const group = (maxSize: unknown) => ({
  given: { type, props: { scalingConfig: { minSize: 0, maxSize, desiredSize: 0 } } },
});

ruleCases(clusterNodeMaximum, {
  compliant: {
    "a group of nine": group(9),
    "the largest that there may be": group(20),
    "an Auto Scaling group": {
      given: { type: "aws:autoscaling/group:Group", props: { minSize: 0, maxSize: 3 } },
    },
    "a larger one that the configuration allows": { ...group(40), config: { most_nodes: 40 } },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc", props: { maxSize: 90 } } },
  },
  violating: {
    "a zero too many": { ...group(200), says: /may grow to 200 nodes; expected at most 20/ },
    "no maximum": { given: { type, props: {} }, says: /has no maximum/ },
    "an Auto Scaling group too large": {
      given: { type: "aws:autoscaling/group:Group", props: { minSize: 0, maxSize: 21 } },
      says: /Lower the pool's max/,
    },
  },
  undecided: { "a maximum that only a deployment knows": group(UNKNOWN_VALUE) },
});

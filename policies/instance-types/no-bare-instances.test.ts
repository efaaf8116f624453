import { ruleCases } from "../engine/testing";
import { instanceTypesNoBareInstances } from "./no-bare-instances";

ruleCases(instanceTypesNoBareInstances, {
  compliant: {
    "a node group": { given: { type: "aws:eks/nodeGroup:NodeGroup" } },
    "its launch template": { given: { type: "aws:ec2/launchTemplate:LaunchTemplate" } },
  },
  violating: {
    "an instance": {
      given: { type: "aws:ec2/instance:Instance", name: "notebook" },
      says: /this is an EC2 Instance, outside of every node pool\. Run the work in the cluster/,
    },
    "a request for spot capacity": {
      given: { type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest" },
      says: /EC2 SpotInstanceRequest/,
    },
    "a fleet": { given: { type: "aws:ec2/fleet:Fleet" }, says: /EC2 Fleet/ },
  },
});

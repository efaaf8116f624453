import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkDefaultGroupClosed } from "./default-group-closed";

const vpc: Given = { type: "aws:ec2/vpc:Vpc", name: "network" };
const type = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const closed = (props: Given["props"] = { ingress: [], egress: [] }): Given => ({
  type,
  name: "closed",
  props: { vpcId: UNKNOWN_VALUE, ...props },
  from: { vpcId: ["network"] },
});
const rule: Given = {
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name: "rule",
  props: { securityGroupId: UNKNOWN_VALUE },
  from: { securityGroupId: ["closed"] },
};

ruleCases(networkDefaultGroupClosed, {
  compliant: {
    "a closed group": { given: [vpc, closed()] },
    "a group whose rules nobody wrote, which the provider removes": { given: [vpc, closed({})] },
    "a stack without a network": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "a group as AWS makes it": { given: vpc, says: /left as AWS makes it/ },
    "a group with rules": {
      given: [vpc, closed({ ingress: [{ self: true, protocol: "-1" }], egress: [] })],
      at: [`${type} closed`],
      says: /has 1 rule\(s\); expected none/,
    },
    "a rule of its own": {
      given: [vpc, closed(), rule],
      at: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule rule"],
      says: /opens the VPC's default security group/,
    },
  },
  undecided: {
    "rules that only a deployment knows": { given: [vpc, closed({ ingress: UNKNOWN_VALUE })] },
  },
});

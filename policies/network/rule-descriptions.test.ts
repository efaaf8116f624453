import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkRuleDescriptions } from "./rule-descriptions";

const group = "aws:ec2/securityGroup:SecurityGroup";
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const description = "HTTPS from the VPC";

ruleCases(networkRuleDescriptions, {
  compliant: {
    "a group with rules": {
      given: { type: group, props: { description, ingress: [{ description }], egress: [] } },
    },
    "a rule of its own": { given: { type: rule, props: { description } } },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc", props: {} } },
  },
  violating: {
    "a group without": { given: { type: group, props: {} }, says: /the group has no description/ },
    "the provider's words": {
      given: { type: group, props: { description: "Managed by Pulumi" } },
      says: /the group has no description/,
    },
    "a rule inside a group": {
      given: {
        type: group,
        props: { description, egress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432 }] },
      },
      says: /the egress rule for tcp 5432 has no description\. Say who connects/,
    },
    "a rule of its own without": {
      given: { type: rule, props: { ipProtocol: "tcp" } },
      says: /the rule has no description/,
    },
  },
  undecided: {
    "a description that only a deployment knows": {
      given: { type: rule, props: { description: UNKNOWN_VALUE } },
    },
  },
});

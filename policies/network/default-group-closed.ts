import { stackRule } from "../engine/rule";
import {
  DEFAULT_SECURITY_GROUP,
  EGRESS_RULE,
  GROUP_RULE,
  type GroupProps,
  INGRESS_RULE,
} from "./openings";

export const networkDefaultGroupClosed = stackRule({
  id: "network-default-group-closed",
  checks: ["VPC-1"],
  severity: "high",
  level: "posture",
  description: "The default security group of every network lets nothing in and nothing out.",
  why: "Whatever is made without naming a group gets the default one, and as AWS makes it its members reach each other and the whole internet.",
  remediation:
    "Make the VPC with the component Network; or add an aws.ec2.DefaultSecurityGroup with the VPC's `vpcId`, `ingress: []` and `egress: []`, and give rules to groups of their own.",
  controls: ["CIS AWS 6.5"],
  check: (stack, report) => {
    stack.each(["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"], (vpc) => {
      if (stack.partsOf(vpc, DEFAULT_SECURITY_GROUP, "vpcId").length === 0) {
        report(
          vpc,
          "the VPC's default security group is left as AWS makes it, open to its members. Adopt it as a DefaultSecurityGroup without rules.",
        );
      }
    });
    stack.each<GroupProps>(DEFAULT_SECURITY_GROUP, (group) => {
      // The provider removes the rules that nobody writes: "immediately removes all ingress and egress
      // rules", https://www.pulumi.com/registry/packages/aws/api-docs/ec2/defaultsecuritygroup/
      const rules = (group.props.ingress?.length ?? 0) + (group.props.egress?.length ?? 0);
      if (rules > 0) {
        report(
          group,
          `the default security group has ${rules} rule(s); expected none. Give them to a group of their own.`,
        );
      }
    });
    for (const type of [GROUP_RULE, INGRESS_RULE, EGRESS_RULE]) {
      for (const rule of stack.ofType(type)) {
        if (stack.source(rule, "securityGroupId", DEFAULT_SECURITY_GROUP) !== undefined) {
          report(
            rule,
            "the rule opens the VPC's default security group. Give it to a group of its own.",
          );
        }
      }
    }
  },
});

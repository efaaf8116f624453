import { resourceRule } from "../engine/rule";
import { judgeEach } from "../reading/judge-each";
import {
  EGRESS_RULE,
  GROUP_RULE,
  type GroupProps,
  INGRESS_RULE,
  portsOf,
  SECURITY_GROUP,
} from "./openings";

/** What the provider writes where nobody did. https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/ */
const NOBODYS = "Managed by Pulumi";

export const networkRuleDescriptions = resourceRule<GroupProps>({
  id: "network-rule-descriptions",
  checks: ["SG-1"],
  severity: "low",
  level: "posture",
  description: "Every security group and every rule of one says what it is for.",
  why: "Nobody dares to remove a rule that nobody explains, so it stays open for years after its client is gone.",
  remediation:
    "Set `description` of the group and of each of its rules to who connects, and what for.",
  types: [SECURITY_GROUP, GROUP_RULE, INGRESS_RULE, EGRESS_RULE],
  check: ({ type, props }, report) => {
    if (!isDescribed(props.description)) {
      report(
        `the ${type === SECURITY_GROUP ? "group" : "rule"} has no description. Say who connects, and what for.`,
      );
    }
    for (const direction of ["ingress", "egress"] as const) {
      judgeEach(props[direction], (rule) => {
        if (!isDescribed(rule.description)) {
          report(
            `the ${direction} rule for ${portsOf(rule)} has no description. Say who connects, and what for.`,
          );
        }
      });
    }
  },
});

function isDescribed(description: string | undefined): boolean {
  return description !== undefined && description !== "" && description !== NOBODYS;
}

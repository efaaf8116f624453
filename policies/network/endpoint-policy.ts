import type * as aws from "@pulumi/aws";
import { resourceRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";
import { statementsOf } from "../reading/documents";

export const networkEndpointPolicy = resourceRule<Inputs<aws.ec2.VpcEndpointArgs>>({
  id: "network-endpoint-policy",
  checks: [],
  severity: "medium",
  level: "posture",
  description: "A VPC endpoint's policy, where it has one, says less than everything.",
  why: "A policy that allows everybody everything reads like a wall and is none: data can go to any account's buckets through the endpoint.",
  remediation:
    "Name principals, actions or resources in `policy` of the VpcEndpoint, add a condition such as aws:PrincipalAccount, or leave the policy out.",
  types: ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"],
  check: ({ props }, report) => {
    for (const statement of statementsOf(props.policy)) {
      const everything =
        statement.effect === "Allow" &&
        statement.principals.some(({ kind, name }) => kind === "*" || name === "*") &&
        statement.actions.includes("*") &&
        statement.resources.includes("*") &&
        Object.keys(statement.conditions).length === 0;
      if (everything) {
        report(
          `${statement.name} of the policy allows everybody everything. Name principals, actions or resources, or leave the policy out.`,
        );
      }
    }
  },
});

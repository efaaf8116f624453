import type * as aws from "@pulumi/aws";
import { stackRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

export const networkFlowLogs = stackRule({
  id: "network-flow-logs",
  checks: ["VPC-1"],
  severity: "medium",
  level: "posture",
  description: "Every network logs its traffic, what is let through and what is refused.",
  why: "When data has leaked, the flow log is the one record of where it went. A log of refused traffic alone does not have it.",
  remediation:
    'Make the VPC with the component Network, which adds FlowLogs; or add an aws.ec2.FlowLog with the VPC\'s `vpcId` and `trafficType: "ALL"`.',
  controls: ["CIS AWS 4.7"],
  check: (stack, report) => {
    stack.each(["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"], (vpc) => {
      const logs = stack.partsOf<Inputs<aws.ec2.FlowLogArgs>>(vpc, FLOW_LOG, "vpcId");
      if (logs.length === 0) {
        report(vpc, "no flow log takes this VPC. Add one, with trafficType ALL.");
        return;
      }
      if (logs.some(({ props }) => props.trafficType === "ALL")) return;
      for (const log of logs) {
        report(
          log,
          `the flow log takes ${log.props.trafficType ?? "no"} traffic of the VPC; expected ALL. Set trafficType.`,
        );
      }
    });
  },
});

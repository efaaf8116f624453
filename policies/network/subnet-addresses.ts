import type * as aws from "@pulumi/aws";
import { resourceRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";

/** A subnet of the account's default network: it gives public addresses unless it is told not to. */
const DEFAULT_SUBNET = "aws:ec2/defaultSubnet:DefaultSubnet";

export const networkSubnetAddresses = resourceRule<Inputs<aws.ec2.SubnetArgs>>({
  id: "network-subnet-addresses",
  checks: ["EC2-4"],
  severity: "high",
  level: "posture",
  description: "No subnet gives public addresses by itself, the public ones included.",
  why: "Load balancers and NAT gateways bring their own addresses. A subnet that gives them to everything turns the first machine put there by mistake into a public one.",
  remediation: "Set `mapPublicIpOnLaunch` to false, as the component Subnets does for every tier.",
  controls: ["CIS EKS 5.4.3"],
  types: ["aws:ec2/subnet:Subnet", DEFAULT_SUBNET],
  check: ({ type, props }, report) => {
    if (props.mapPublicIpOnLaunch ?? type === DEFAULT_SUBNET) {
      report(
        "the subnet gives a public address to whatever starts in it. Set mapPublicIpOnLaunch to false.",
      );
    }
  },
});

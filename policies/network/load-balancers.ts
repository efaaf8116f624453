import * as z from "zod";
import { resourceRule } from "../engine/rule";

interface LoadBalancerProps {
  readonly internal?: boolean;
  readonly loadBalancerType?: string;
}

const config = z.object({
  internet_facing: z
    .array(z.string())
    .default([])
    .describe("Logical names of load balancers that face the internet. Default: none."),
});

/** A load balancer faces the internet unless it says otherwise: `internal` defaults to false. */
export const networkLoadBalancers = resourceRule<LoadBalancerProps, z.output<typeof config>>({
  id: "network-load-balancers",
  checks: ["SG-1", "EC2-4"],
  severity: "high",
  level: "always",
  description: "Every load balancer is internal, except those that the pack's settings name.",
  why: "A load balancer in public subnets has public addresses, and what stands behind it answers the whole internet. Without `internal: true` that is what AWS makes.",
  remediation:
    "Set `internal: true` and private subnets. One that must face the internet is named in `internet_facing` of this rule in the pack's configuration, under review.",
  types: [
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:elb/loadBalancer:LoadBalancer",
  ],
  config,
  check: ({ name, props }, report, { config: { internet_facing: open } }) => {
    // One for firewalls has no addresses that anybody could call, and takes no `internal`.
    if (props.internal === true || props.loadBalancerType === "gateway") return;
    if (open.includes(name)) return;
    report(
      "it faces the internet: internal is not true. Set internal to true, or name it in internet_facing of this rule's settings.",
    );
  },
});

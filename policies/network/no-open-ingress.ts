import * as z from "zod";
import { resourceRule } from "../engine/rule";
import { isEverybody } from "../reading/ranges";
import {
  DEFAULT_SECURITY_GROUP,
  GROUP_RULE,
  type GroupProps,
  INGRESS_RULE,
  judgeIngress,
  judgeRanges,
  portsOf,
  SECURITY_GROUP,
} from "./openings";

/** HTTPS, the one thing that a load balancer in front of the internet may answer. */
const HTTPS = "tcp 443";

const config = z.object({
  open_https: z
    .array(z.string())
    .default([])
    .describe(
      "Logical names of security groups, or of single rules, of load balancers that the whole internet may reach over tcp 443.",
    ),
});

export const networkNoOpenIngress = resourceRule<GroupProps, z.output<typeof config>>({
  id: "network-no-open-ingress",
  checks: ["SG-1"],
  severity: "critical",
  level: "always",
  description:
    "No security group lets the whole internet in, by 0.0.0.0/0, ::/0, or a range wider than /8 (IPv6: /32).",
  why: "Scanners find an open port, and whatever listens there is then only as safe as its newest fault.",
  remediation:
    "Name the groups or ranges that may connect, as the components Network and Database do. For a load balancer that must face the internet add its group to `open_https` of this rule in the pack's configuration, and have it reviewed.",
  controls: ["CIS AWS 6.3", "CIS AWS 6.4"],
  types: [SECURITY_GROUP, DEFAULT_SECURITY_GROUP, GROUP_RULE, INGRESS_RULE],
  config,
  check: (group, report, { config: { open_https: open } }) => {
    judgeIngress(group, (rule) => {
      judgeRanges(rule, (range) => {
        if (!isEverybody(range)) return;
        const ports = portsOf(rule);
        if (ports === HTTPS && open.includes(group.name)) return;
        report(
          `${range} may reach ${ports}. Name the security groups or the ranges that need it instead.`,
        );
      });
    });
  },
});

import * as z from "zod";
import { resourceRule } from "../engine/rule";
import { judgeEach } from "../reading/judge-each";
import { isEverybody } from "../reading/ranges";

const config = z.object({
  admin_ports: z
    .array(z.number().int())
    .default([22, 3389])
    .describe("Ports of remote administration: SSH and RDP."),
});

/** A rule of a network ACL, inside of it or of its own. */
interface AclRule {
  readonly action?: string;
  readonly ruleAction?: string;
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly protocol?: string;
  readonly egress?: boolean;
}

interface AclProps extends AclRule {
  readonly ingress?: readonly AclRule[];
}

const RULE = "aws:ec2/networkAclRule:NetworkAclRule";
const EVERY_PROTOCOL = ["-1", "all"];
/** TCP and UDP by name and by number: https://www.iana.org/assignments/protocol-numbers/ */
const WITH_PORTS = ["tcp", "udp", "6", "17"];

/**
 * The order of rules is not judged: one that denies in front of one that allows is gone with the next
 * edit, and nobody would see why.
 */
export const networkAclAdminPorts = resourceRule<AclProps, z.output<typeof config>>({
  id: "network-acl-admin-ports",
  checks: ["SG-1"],
  severity: "medium",
  level: "posture",
  description: "No network ACL lets the whole internet reach SSH or RDP.",
  why: "The ACL is the second wall behind security groups. It is asked when one of those is opened by mistake.",
  remediation:
    "Narrow `cidrBlock` of the rule to the ranges that administer, or leave ports 22 and 3389 out of it. Session Manager needs no open port.",
  controls: ["CIS AWS 6.2"],
  types: ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", RULE],
  config,
  check: ({ type, props }, report, { config: { admin_ports: ports } }) => {
    const judge = (rule: AclRule) => {
      if ((rule.action ?? rule.ruleAction)?.toLowerCase() !== "allow") return;
      const open = ports.filter((port) => covers(rule, port));
      if (open.length === 0) return;
      for (const range of [rule.cidrBlock, rule.ipv6CidrBlock]) {
        if (range === undefined || !isEverybody(range)) continue;
        report(
          `${range} may reach port ${open.join(" and ")}. Narrow the range, or leave those ports out.`,
        );
      }
    };
    if (type !== RULE) judgeEach(props.ingress, judge);
    else if (props.egress !== true) judge(props);
  },
});

function covers({ protocol, fromPort, toPort }: AclRule, port: number): boolean {
  if (protocol === undefined || EVERY_PROTOCOL.includes(protocol)) return true;
  if (!WITH_PORTS.includes(protocol)) return false;
  return (fromPort ?? 0) <= port && port <= (toPort ?? fromPort ?? 65535);
}

import type { Subject } from "../engine/subject";
import { judgeEach } from "../reading/judge-each";

/** What lets traffic into a security group. */
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
/** One rule of a group, in the older form, which is for both directions. */
export const GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** One rule, in whichever of the three forms it stands. */
export type GroupRule = {
  readonly description?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  /** `protocol` of inline rules and of the older form. */
  readonly protocol?: string;
  readonly ipProtocol?: string;
  readonly cidrBlocks?: readonly string[];
  readonly ipv6CidrBlocks?: readonly string[];
  readonly cidrIpv4?: string;
  readonly cidrIpv6?: string;
};

/** Inputs of everything that holds rules. */
export type GroupProps = GroupRule & {
  readonly ingress?: readonly GroupRule[];
  readonly egress?: readonly GroupRule[];
  /** Direction, of the older form. */
  readonly type?: string;
};

/** Judges the ingress rules of a resource: those inside a group, or the one that it is. */
export function judgeIngress(
  { type, props }: Subject<GroupProps>,
  judge: (rule: GroupRule) => void,
): void {
  if (type === SECURITY_GROUP || type === DEFAULT_SECURITY_GROUP) judgeEach(props.ingress, judge);
  else if (type === INGRESS_RULE || (type === GROUP_RULE && props.type === "ingress")) judge(props);
}

/** Judges the ranges that a rule lets in. Groups and prefix lists are not among them. */
export function judgeRanges(rule: GroupRule, judge: (range: string) => void): void {
  const parts: (() => void)[] = [
    () => {
      judgeEach(rule.cidrBlocks, judge);
    },
    () => {
      judgeEach(rule.ipv6CidrBlocks, judge);
    },
    () => {
      if (rule.cidrIpv4 !== undefined) judge(rule.cidrIpv4);
    },
    () => {
      if (rule.cidrIpv6 !== undefined) judge(rule.cidrIpv6);
    },
  ];
  judgeEach(parts, (part) => {
    part();
  });
}

/** `tcp 443`, `tcp 8000–9000`, `every port`. */
export function portsOf(rule: GroupRule): string {
  const protocol = rule.ipProtocol ?? rule.protocol ?? "-1";
  if (protocol === "-1" || protocol === "all") return "every port";
  const { fromPort, toPort } = rule;
  if (fromPort === undefined) return `every port of ${protocol}`;
  return toPort === undefined || fromPort === toPort
    ? `${protocol} ${fromPort}`
    : `${protocol} ${fromPort}–${toPort}`;
}

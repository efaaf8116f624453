import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkNoOpenIngress } from "./no-open-ingress";

const group = "aws:ec2/securityGroup:SecurityGroup";
const older = "aws:ec2/securityGroupRule:SecurityGroupRule";
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const https = { protocol: "tcp", fromPort: 443, toPort: 443 };
const inline = (...ingress: object[]) => ({ given: { type: group, props: { ingress } } });
const single = (props: Readonly<Record<string, unknown>>) => ({
  given: {
    type: rule,
    name: "entry",
    props: { ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props },
  },
});

ruleCases(networkNoOpenIngress, {
  compliant: {
    "a group without rules": { given: { type: group, props: {} } },
    "the network's own range": inline({ ...https, cidrBlocks: ["10.42.0.0/16"] }),
    "another group": single({ referencedSecurityGroupId: UNKNOWN_VALUE }),
    "a prefix list": single({ prefixListId: "pl-63a5400a" }),
    "the internet as a destination": {
      given: { type: older, props: { type: "egress", protocol: "-1", cidrBlocks: ["0.0.0.0/0"] } },
    },
    "HTTPS of a load balancer that the configuration names": {
      ...single({ cidrIpv4: "0.0.0.0/0" }),
      config: { open_https: ["entry"] },
    },
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] } },
    },
  },
  violating: {
    "a group open to everybody": {
      ...inline({ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }),
      says: /^0\.0\.0\.0\/0 may reach tcp 22\. Name the security groups/,
    },
    "everybody over IPv6": {
      ...inline({ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }),
      says: /::\/0 may reach every port/,
    },
    "half of the internet": { ...single({ cidrIpv4: "0.0.0.0/1" }), says: /0\.0\.0\.0\/1/ },
    "a rule of its own over IPv6": { ...single({ cidrIpv6: "::/0" }), says: /::\/0/ },
    "a rule in the older form": {
      given: {
        type: older,
        props: {
          type: "ingress",
          protocol: "tcp",
          fromPort: 8000,
          toPort: 9000,
          cidrBlocks: ["0.0.0.0/0"],
        },
      },
      says: /tcp 8000–9000/,
    },
    "everybody behind a range that only a deployment knows": {
      ...inline({ ...https, cidrBlocks: [UNKNOWN_VALUE, "0.0.0.0/0"] }),
      says: /0\.0\.0\.0\/0/,
    },
    "another port of a load balancer": {
      ...single({ cidrIpv4: "0.0.0.0/0", fromPort: 80, toPort: 80 }),
      config: { open_https: ["entry"] },
      says: /tcp 80/,
    },
    "the default group": {
      given: {
        type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        props: { ingress: [{ ...https, cidrBlocks: ["0.0.0.0/0"] }] },
      },
      says: /tcp 443/,
    },
  },
  undecided: {
    "rules that only a deployment knows": {
      given: { type: group, props: { ingress: UNKNOWN_VALUE } },
    },
    "a range that only a deployment knows": single({ cidrIpv4: UNKNOWN_VALUE }),
  },
});

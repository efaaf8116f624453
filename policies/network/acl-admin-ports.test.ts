import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkAclAdminPorts } from "./acl-admin-ports";

const acl = "aws:ec2/networkAcl:NetworkAcl";
const single = "aws:ec2/networkAclRule:NetworkAclRule";
const tcp = (fromPort: number, toPort: number, cidrBlock = "0.0.0.0/0") => ({
  action: "allow",
  protocol: "tcp",
  fromPort,
  toPort,
  cidrBlock,
});
const inside = (...ingress: object[]) => ({ given: { type: acl, props: { ingress } } });

ruleCases(networkAclAdminPorts, {
  compliant: {
    "HTTPS from everybody": inside(tcp(443, 443)),
    "SSH from inside": inside(tcp(22, 22, "10.42.0.0/16")),
    "a rule that denies": inside({ ...tcp(22, 22), action: "deny" }),
    ping: inside({ ...tcp(0, 0), protocol: "icmp" }),
    "a rule for the way out": {
      given: {
        type: single,
        props: { ruleAction: "allow", egress: true, protocol: "-1", cidrBlock: "0.0.0.0/0" },
      },
    },
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { ingress: [tcp(22, 22)] } },
    },
  },
  violating: {
    "SSH from everybody": {
      ...inside(tcp(22, 22)),
      says: /^0\.0\.0\.0\/0 may reach port 22\. Narrow the range/,
    },
    "every port": { ...inside(tcp(0, 65535)), says: /port 22 and 3389/ },
    "every protocol over IPv6": {
      given: {
        type: single,
        props: { ruleAction: "allow", protocol: "-1", ipv6CidrBlock: "::/0" },
      },
      says: /::\/0 may reach port 22 and 3389/,
    },
    "a port that the configuration names": {
      ...inside(tcp(5985, 5985)),
      config: { admin_ports: [5985] },
      says: /port 5985/,
    },
  },
  undecided: { "a range that only a deployment knows": inside(tcp(22, 22, UNKNOWN_VALUE)) },
});

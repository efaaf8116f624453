import { tagsOf } from "../../../components/config/tags";
import {
  beside,
  type Change,
  comesFrom,
  type Draft,
  gone,
  type Mutation,
  set,
  unset,
} from "../mutation";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const DATABASE_GROUP = "ec2/securityGroup:SecurityGroup database-access";

const tags = tagsOf({ environment: "prod", owner: "platform", service: "platform" });

/** A rule that lets more in. */
function letIn(name: string, inputs: Draft, group: string = DATABASE_GROUP): Change {
  return beside(
    INGRESS_RULE,
    name,
    {
      description: "For a while",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      tags,
      ...inputs,
    },
    { securityGroupId: [group] },
  );
}

/** Mistakes in the network and its openings. */
export const NETWORK: readonly Mutation[] = [
  {
    name: "the whole internet reaches the database",
    at: "SecurityGroupIngressRule database-from-nodes",
    policy: "network-no-open-ingress",
    change: letIn("database-from-everywhere", { cidrIpv4: "0.0.0.0/0" }),
  },
  {
    name: "the whole internet reaches the database over IPv6",
    at: "SecurityGroupIngressRule database-from-nodes",
    policy: "network-no-open-ingress",
    change: letIn("database-from-everywhere", { cidrIpv6: "::/0" }),
  },
  {
    name: "half of the internet reaches the endpoints",
    at: "SecurityGroupIngressRule network-endpoints-https",
    policy: "network-no-open-ingress",
    change: set("cidrIpv4", "0.0.0.0/1"),
  },
  {
    name: "a group lets SSH in from everywhere, in its own list",
    at: "ec2/securityGroup:SecurityGroup database-access",
    policy: "network-no-open-ingress",
    change: set("ingress", [
      {
        description: "SSH",
        protocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrBlocks: ["10.42.0.0/16", "0.0.0.0/0"],
      },
    ]),
  },
  {
    name: "a rule in the older form lets everybody in",
    at: "SecurityGroupIngressRule database-from-nodes",
    policy: "network-no-open-ingress",
    change: beside(
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      "database-older",
      {
        type: "ingress",
        description: "For a while",
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        cidrBlocks: ["0.0.0.0/0"],
      },
      { securityGroupId: [DATABASE_GROUP] },
    ),
  },
  {
    name: "an opening says nothing about itself",
    at: "SecurityGroupIngressRule database-from-nodes",
    policy: "network-rule-descriptions",
    change: unset("description"),
  },
  {
    name: "a group has the description that nobody wrote",
    at: "ec2/securityGroup:SecurityGroup network-endpoints-access",
    policy: "network-rule-descriptions",
    change: set("description", "Managed by Pulumi"),
  },
  {
    name: "nobody logs the network's traffic",
    at: "FlowLog network-flow-logs-vpc",
    policy: "network-flow-logs",
    change: gone,
  },
  {
    name: "only refused traffic is logged",
    at: "FlowLog network-flow-logs-vpc",
    policy: "network-flow-logs",
    change: set("trafficType", "REJECT"),
  },
  {
    name: "the default security group is left as AWS makes it",
    at: "DefaultSecurityGroup network-default-closed",
    policy: "network-default-group-closed",
    change: gone,
  },
  {
    name: "the default security group lets its members talk",
    at: "DefaultSecurityGroup network-default-closed",
    policy: "network-default-group-closed",
    change: set("ingress", [{ description: "Members", protocol: "-1", self: true }]),
  },
  {
    name: "a rule of its own opens the default security group",
    at: "DefaultSecurityGroup network-default-closed",
    policy: "network-default-group-closed",
    change: letIn(
      "default-https",
      { cidrIpv4: "10.42.0.0/16" },
      "DefaultSecurityGroup network-default-closed",
    ),
  },
  {
    name: "nodes get public addresses",
    at: "LaunchTemplate nodes-system-template",
    policy: "network-no-public-addresses",
    change: set("networkInterfaces", [{ associatePublicIpAddress: "true" }]),
  },
  {
    name: "a machine gets an address of its own",
    at: "Eip network-nat-1-address",
    policy: "network-no-public-addresses",
    change: set("instance", "i-0a1b2c3d4e5f67890"),
  },
  {
    name: "a public subnet hands out addresses",
    at: "Subnet network-public-1",
    policy: "network-subnet-addresses",
    change: set("mapPublicIpOnLaunch", true),
  },
  {
    name: "nodes lie in public subnets",
    at: "NodeGroup nodes-serving-group",
    policy: "network-private-machines",
    change: comesFrom({ subnetIds: ["Subnet network-private-1", "Subnet network-public-1"] }),
  },
  {
    name: "the database lies in public subnets",
    at: "SubnetGroup database-subnets",
    policy: "network-private-machines",
    change: comesFrom({ subnetIds: ["Subnet network-public-1", "Subnet network-public-2"] }),
  },
  {
    name: "the database's subnets get a way out to the internet",
    at: "Route network-public-internet-1",
    policy: "network-private-machines",
    change: beside(
      "aws:ec2/route:Route",
      "network-intra-internet",
      { destinationCidrBlock: "0.0.0.0/0" },
      {
        gatewayId: ["InternetGateway network-internet"],
        routeTableId: ["RouteTable network-intra-routes"],
      },
    ),
  },
  {
    name: "a private subnet takes the public routes",
    at: "RouteTableAssociation network-private-1-routes",
    policy: "network-private-machines",
    change: comesFrom({ routeTableId: ["RouteTable network-public-routes"] }),
  },
  {
    name: "a network ACL lets SSH in from everywhere",
    at: "DefaultSecurityGroup network-default-closed",
    policy: "network-acl-admin-ports",
    change: beside("aws:ec2/networkAcl:NetworkAcl", "network-acl", {
      ingress: [
        {
          action: "allow",
          cidrBlock: "0.0.0.0/0",
          protocol: "tcp",
          ruleNo: 100,
          fromPort: 0,
          toPort: 1024,
        },
      ],
      tags,
    }),
  },
  {
    name: "a rule of a network ACL lets RDP in over IPv6",
    at: "DefaultSecurityGroup network-default-closed",
    policy: "network-acl-admin-ports",
    change: beside("aws:ec2/networkAclRule:NetworkAclRule", "network-acl-rdp", {
      ruleAction: "allow",
      ipv6CidrBlock: "::/0",
      protocol: "-1",
      ruleNumber: 100,
    }),
  },
  {
    name: "the endpoint of S3 lets everybody do everything",
    at: "VpcEndpoint network-endpoints-s3",
    policy: "network-endpoint-policy",
    change: set("policy", {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    }),
  },
  {
    name: "a load balancer faces the internet, since nobody said otherwise",
    at: DATABASE_GROUP,
    policy: "network-load-balancers",
    change: beside("aws:lb/loadBalancer:LoadBalancer", "edge", { tags }),
  },
  {
    name: "a classic load balancer faces the internet",
    at: DATABASE_GROUP,
    policy: "network-load-balancers",
    change: beside("aws:elb/loadBalancer:LoadBalancer", "edge", { tags, internal: false }),
  },
];

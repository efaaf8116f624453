import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkPrivateMachines } from "./private-machines";

const gateway: Given = { type: "aws:ec2/internetGateway:InternetGateway", name: "internet" };
const nat: Given = { type: "aws:ec2/natGateway:NatGateway", name: "nat" };
const subnet = (name: string): Given[] => [
  { type: "aws:ec2/subnet:Subnet", name },
  { type: "aws:ec2/routeTable:RouteTable", name: `${name}-table` },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    name: `${name}-association`,
    from: { subnetId: [name], routeTableId: [`${name}-table`] },
  },
];
const route = (name: string, input: string, to: string, destination = "0.0.0.0/0"): Given => ({
  type: "aws:ec2/route:Route",
  name: `${name}-route`,
  props: { destinationCidrBlock: destination },
  from: { routeTableId: [`${name}-table`], [input]: [to] },
});
const network = [
  gateway,
  nat,
  ...subnet("open"),
  route("open", "gatewayId", "internet"),
  ...subnet("inner"),
  route("inner", "natGatewayId", "nat"),
];
const nodes = (...subnets: string[]): Given => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "nodes",
  props: { subnetIds: subnets.map(() => UNKNOWN_VALUE) },
  from: { subnetIds: subnets },
});

ruleCases(networkPrivateMachines, {
  compliant: {
    "nodes behind NAT": { given: [...network, nodes("inner")] },
    "a load balancer in public subnets": {
      given: [
        ...network,
        { type: "aws:lb/loadBalancer:LoadBalancer", name: "lb", from: { subnets: ["open"] } },
      ],
    },
    "a route to one partner through the gateway": {
      given: [
        gateway,
        ...subnet("partner"),
        route("partner", "gatewayId", "internet", "203.0.113.0/24"),
        nodes("partner"),
      ],
    },
    "a stack without a network": { given: nodes() },
  },
  violating: {
    "nodes in a public subnet": {
      given: [...network, nodes("inner", "open")],
      at: ["aws:eks/nodeGroup:NodeGroup nodes"],
      says: /subnetIds names open, with a route to an internet gateway\. Take private subnets/,
    },
    "a database in a public subnet": {
      given: [
        ...network,
        { type: "aws:rds/subnetGroup:SubnetGroup", name: "data", from: { subnetIds: ["open"] } },
      ],
      at: ["aws:rds/subnetGroup:SubnetGroup data"],
      says: /names open/,
    },
    "a route inside of the table": {
      given: [
        gateway,
        { type: "aws:ec2/subnet:Subnet", name: "a" },
        { type: "aws:ec2/routeTable:RouteTable", name: "table", from: { routes: ["internet"] } },
        {
          type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
          name: "tie",
          from: { subnetId: ["a"], routeTableId: ["table"] },
        },
        { type: "aws:ec2/instance:Instance", name: "box", from: { subnetId: ["a"] } },
      ],
      at: ["aws:ec2/instance:Instance box"],
      says: /subnetId names a/,
    },
  },
  undecided: {
    "a destination that only a deployment knows": {
      given: [
        gateway,
        ...subnet("open"),
        route("open", "gatewayId", "internet", UNKNOWN_VALUE),
        nodes("open"),
      ],
    },
  },
});

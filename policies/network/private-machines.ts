import type * as aws from "@pulumi/aws";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";
import {
  INSTANCE,
  LAUNCH_TEMPLATE,
  NODE_GROUP,
  SCALING_GROUP,
  SPOT_REQUEST,
} from "../reading/machines";
import { isEverybody } from "../reading/ranges";

const SUBNETS = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"];
const TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** What runs or keeps data in subnets, and the input that names them. Load balancers are not among it. */
const IN_SUBNETS: Readonly<Record<string, string>> = {
  "aws:eks/cluster:Cluster": "vpcConfig",
  "aws:eks/fargateProfile:FargateProfile": "subnetIds",
  [NODE_GROUP]: "subnetIds",
  [INSTANCE]: "subnetId",
  [SPOT_REQUEST]: "subnetId",
  [SCALING_GROUP]: "vpcZoneIdentifiers",
  [LAUNCH_TEMPLATE]: "networkInterfaces",
  "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
  "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
  "aws:efs/mountTarget:MountTarget": "subnetId",
};

/** Found by what the program connects: subnet, route table, route, internet gateway. */
export const networkPrivateMachines = stackRule({
  id: "network-private-machines",
  checks: ["EC2-4"],
  severity: "high",
  level: "posture",
  description: "What runs or keeps data lies in subnets that the internet has no route to.",
  why: "A route to an internet gateway is half of the way in: with it, one public address and one wrong rule of a security group put a node or a database on the internet.",
  remediation:
    "Pass `privateSubnetIds` of the component Network to what runs and `intraSubnetIds` to databases. `publicSubnetIds` are for load balancers and NAT.",
  controls: ["CIS EKS 5.4.3"],
  check: (stack, report) => {
    const open = new Map<StackResource, boolean>();
    for (const [type, input] of Object.entries(IN_SUBNETS)) {
      stack.each(type, (user) => {
        const names = (user.propertyDependencies[input] ?? [])
          .filter((source) => SUBNETS.includes(source.type))
          .filter((subnet) => {
            const known = open.get(subnet) ?? hasRouteIn(stack, subnet);
            open.set(subnet, known);
            return known;
          })
          .map(({ name }) => name);
        if (names.length > 0) {
          report(
            user,
            `${input} names ${names.join(", ")}, with a route to an internet gateway. Take private subnets.`,
          );
        }
      });
    }
  },
});

/** Does one of the subnet's route tables lead to an internet gateway? */
function hasRouteIn(stack: Stack, subnet: StackResource): boolean {
  return stack
    .partsOf(subnet, ASSOCIATION, "subnetId")
    .map((association) => stack.source(association, "routeTableId", TABLE))
    .some((table) => table !== undefined && leadsOut(stack, table));
}

function leadsOut(stack: Stack, table: StackResource): boolean {
  if (stack.source(table, "routes", GATEWAY) !== undefined) return true;
  return stack
    .partsOf<Inputs<aws.ec2.RouteArgs>>(table, ROUTE, "routeTableId")
    .some(
      (route) =>
        stack.source(route, "gatewayId", GATEWAY) !== undefined &&
        isEverybody(
          route.props.destinationCidrBlock ?? route.props.destinationIpv6CidrBlock ?? "0.0.0.0/0",
        ),
    );
}

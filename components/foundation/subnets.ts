import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "./subnet-plan";

export interface SubnetsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Which tier; decides the marks that load balancers are placed by. Plain. */
  readonly tier: Tier;
  /** The subnets' ranges, one an availability zone. Plain: they decide which resources exist. */
  readonly cidrs: readonly string[];
  /** The availability zones' names, as many as ranges. */
  readonly zoneNames: readonly pulumi.Input<string>[];
  /** Route tables for every zone of its own, or one for all. Plain. */
  readonly routeTables: "one" | "per-zone";
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How the AWS load balancer controller finds subnets: for internet-facing ones and for internal ones.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const MARKS: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { "kubernetes.io/role/elb": "1" },
  private: { "kubernetes.io/role/internal-elb": "1" },
  intra: {},
};

/** One tier of the network: a subnet in every availability zone, and the tables that route it. */
export class Subnets extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:Subnets";

  /** The subnets, in the order of the zones. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  /** The tables, in the order of the zones, or the one of all. No routes beyond the VPC yet. */
  readonly routeTableIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: SubnetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Subnets.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const named = (child: string) => ({ ...args.tags, Name: child });
    const tableName = (zone: number) =>
      args.routeTables === "one" ? `${name}-routes` : `${name}-routes-${zone + 1}`;

    const tables = args.cidrs
      .slice(0, args.routeTables === "one" ? 1 : undefined)
      .map((_, zone) => {
        const child = tableName(zone);
        return new aws.ec2.RouteTable(child, { vpcId: args.vpcId, tags: named(child) }, own);
      });
    const subnets = args.cidrs.map((cidrBlock, zone) => {
      const child = `${name}-${zone + 1}`;
      const subnet = new aws.ec2.Subnet(
        child,
        {
          vpcId: args.vpcId,
          cidrBlock,
          ...(args.zoneNames[zone] !== undefined && { availabilityZone: args.zoneNames[zone] }),
          // Not even in the public tier: NAT and load balancers bring their own addresses.
          mapPublicIpOnLaunch: false,
          tags: { ...named(child), ...MARKS[args.tier] },
        },
        // A zone that AWS opens or closes later must not replace a subnet with all that lives in it.
        { ...own, ignoreChanges: ["availabilityZone"] },
      );
      const table = tables[zone] ?? tables[0];
      if (table !== undefined) {
        new aws.ec2.RouteTableAssociation(
          `${child}-routes`,
          { subnetId: subnet.id, routeTableId: table.id },
          own,
        );
      }
      return subnet;
    });

    this.subnetIds = subnets.map((subnet) => subnet.id);
    this.routeTableIds = tables.map((table) => table.id);
    this.registerOutputs({ subnetIds: this.subnetIds, routeTableIds: this.routeTableIds });
  }
}

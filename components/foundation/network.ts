import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { InterfaceEndpoints } from "./endpoint-services";
import { FlowLogs } from "./flow-logs";
import { logRetentionProblems } from "./log-retention";
import { networkProblems, planSubnets, type Tier } from "./subnet-plan";
import { Subnets } from "./subnets";
import { VpcEndpoints } from "./vpc-endpoints";
import { usableZones, zoneAt } from "./zones";

export interface NetworkArgs {
  /** The VPC's private range, /16 to /20, unique among networks that may be peered. Plain. */
  readonly cidr: string;
  /** Availability zones, 2 or 3. Which ones is looked up when deployed. Plain. */
  readonly zones: number;
  /** The region. Plain. */
  readonly region: string;
  /** The account, for the trust of the flow logs' role. */
  readonly accountId: pulumi.Input<string>;
  /**
   * `single`: one NAT gateway for all zones; its zone's outage cuts every zone off the internet.
   * `per-az`: one in each, at so many times the hourly price (`vpc/nat-gateway` in
   * stacks/prices.yaml) and without traffic between zones. Plain.
   */
  readonly natGateways: "single" | "per-az";
  /** Which AWS services are reached without NAT; see {@link VpcEndpoints} for the cost. Plain. */
  readonly interfaceEndpoints: InterfaceEndpoints;
  /** The KMS key of the flow logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until a flow log's record is deleted; one of the values that CloudWatch takes. Plain. */
  readonly logRetentionDays: number;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A VPC in which nothing has a public address but NAT and load balancers: three tiers of subnets in
 * two or three availability zones, every connection logged, the default security group closed.
 */
export class Network extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:Network";

  readonly vpcId: pulumi.Output<string>;
  /** The VPC's range. */
  readonly cidr: pulumi.Output<string>;
  /** For internet-facing load balancers. */
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** For nodes and pods; they reach the internet through NAT. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  /** For databases and the control plane's interfaces; no way to the internet. */
  readonly intraSubnetIds: readonly pulumi.Output<string>[];
  /** The security group of the interface endpoints. */
  readonly endpointSecurityGroupId: pulumi.Output<string>;
  /** S3's gateway endpoint. */
  readonly s3EndpointId: pulumi.Output<string>;

  /** @throws ResourceError for a range, a number of zones or a retention that cannot be. */
  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Network.__pulumiType, name, {}, opts);
    const problems = [
      ...networkProblems(args.cidr, args.zones),
      ...logRetentionProblems(args.logRetentionDays),
    ];
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    const own = { parent: this };
    const { region, accountId, tags, logsKeyArn, logRetentionDays } = args;

    const vpc = new aws.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        // Interface endpoints answer under the services' own names only with both.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: { ...tags, Name: name },
      },
      own,
    );
    // Adopted and left without a rule: what forgets to name a security group reaches nothing.
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default-closed`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: { ...tags, Name: `${name}-default-closed` } },
      own,
    );
    new FlowLogs(
      `${name}-flow-logs`,
      { vpcId: vpc.id, accountId, region, logsKeyArn, logRetentionDays, tags },
      own,
    );

    const plan = planSubnets(args.cidr, args.zones);
    const names = usableZones(own);
    const zoneNames = plan.private.map((_, zone) => names.apply((all) => zoneAt(all, zone)));
    const tier = (which: Tier, routeTables: "one" | "per-zone") =>
      new Subnets(
        `${name}-${which}`,
        { vpcId: vpc.id, tier: which, cidrs: plan[which], zoneNames, routeTables, tags },
        own,
      );
    const open = tier("public", "one");
    // A table a zone in either mode, so that changing the mode changes a route and no subnet.
    const inner = tier("private", "per-zone");
    const closed = tier("intra", "one");
    this.routeToInternet(name, args, vpc, open, inner);

    const endpoints = new VpcEndpoints(
      `${name}-endpoints`,
      {
        vpcId: vpc.id,
        cidr: args.cidr,
        region,
        subnetIds: closed.subnetIds,
        routeTableIds: [...open.routeTableIds, ...inner.routeTableIds, ...closed.routeTableIds],
        interfaceEndpoints: args.interfaceEndpoints,
        tags,
      },
      own,
    );

    this.vpcId = vpc.id;
    this.cidr = vpc.cidrBlock;
    this.publicSubnetIds = open.subnetIds;
    this.privateSubnetIds = inner.subnetIds;
    this.intraSubnetIds = closed.subnetIds;
    this.endpointSecurityGroupId = endpoints.securityGroupId;
    this.s3EndpointId = endpoints.s3EndpointId;
    this.registerOutputs({
      vpcId: this.vpcId,
      cidr: this.cidr,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      intraSubnetIds: this.intraSubnetIds,
      endpointSecurityGroupId: this.endpointSecurityGroupId,
      s3EndpointId: this.s3EndpointId,
    });
  }

  /** The public tier through an internet gateway, the private one through NAT. */
  private routeToInternet(
    name: string,
    args: NetworkArgs,
    vpc: aws.ec2.Vpc,
    open: Subnets,
    inner: Subnets,
  ): void {
    const own = { parent: this };
    const named = (child: string) => ({ tags: { ...args.tags, Name: child } });
    const internet = new aws.ec2.InternetGateway(
      `${name}-internet`,
      { vpcId: vpc.id, ...named(`${name}-internet`) },
      own,
    );
    const outward = open.routeTableIds.map(
      (routeTableId, index) =>
        new aws.ec2.Route(
          `${name}-public-internet-${index + 1}`,
          { routeTableId, destinationCidrBlock: ANYWHERE, gatewayId: internet.id },
          own,
        ),
    );
    const gateways = open.subnetIds
      .slice(0, args.natGateways === "single" ? 1 : undefined)
      .map((subnetId, zone) => {
        const child = `${name}-nat-${zone + 1}`;
        const address = new aws.ec2.Eip(
          `${child}-address`,
          { domain: "vpc", ...named(`${child}-address`) },
          own,
        );
        return new aws.ec2.NatGateway(
          child,
          { connectivityType: "public", allocationId: address.id, subnetId, ...named(child) },
          // EC2 refuses a public NAT gateway in a VPC without an internet gateway.
          { ...own, dependsOn: outward },
        );
      });
    inner.routeTableIds.forEach((routeTableId, zone) => {
      const gateway = gateways[zone] ?? gateways[0];
      if (gateway === undefined) return;
      new aws.ec2.Route(
        `${name}-private-nat-${zone + 1}`,
        { routeTableId, destinationCidrBlock: ANYWHERE, natGatewayId: gateway.id },
        own,
      );
    });
  }
}

const ANYWHERE = "0.0.0.0/0";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { endpointServices, serviceName, type InterfaceEndpoints } from "./endpoint-services";

export interface VpcEndpointsArgs {
  /** The VPC; its DNS support and DNS host names must be on. */
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's range: who may use the endpoints. Plain. */
  readonly cidr: string;
  /** The region of the VPC and of the services. Plain. */
  readonly region: string;
  /** One subnet an availability zone; each gets an interface of every endpoint. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Every route table whose subnets reach S3. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** Which services get an interface endpoint. Plain: it decides which resources exist. */
  readonly interfaceEndpoints: InterfaceEndpoints;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * AWS services reached without the internet: S3 by a gateway endpoint, others by interfaces in the
 * VPC. With private DNS, so that programs keep calling the names they know.
 *
 * Cost: the gateway endpoint none; each interface endpoint `vpc/interface-endpoint` in
 * stacks/prices.yaml, an hour and zone: `minimal` is 6 of them, `full` 15. What does not pass an
 * endpoint passes NAT, which costs by the gigabyte.
 */
export class VpcEndpoints extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:VpcEndpoints";

  /** The interfaces' security group. */
  readonly securityGroupId: pulumi.Output<string>;
  /** S3's gateway endpoint, for bucket policies that admit nothing else. */
  readonly s3EndpointId: pulumi.Output<string>;

  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(VpcEndpoints.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const named = (child: string) => ({ ...args.tags, Name: child });

    const s3 = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: args.vpcId,
        vpcEndpointType: "Gateway",
        serviceName: serviceName(args.region, "s3"),
        routeTableIds: [...args.routeTableIds],
        tags: named(`${name}-s3`),
      },
      own,
    );
    const group = new aws.ec2.SecurityGroup(
      `${name}-access`,
      {
        vpcId: args.vpcId,
        description: "HTTPS from the VPC to AWS services",
        tags: named(`${name}-access`),
      },
      own,
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-https`,
      {
        securityGroupId: group.id,
        description: "HTTPS from the VPC",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: args.cidr,
        tags: { ...args.tags },
      },
      own,
    );
    for (const service of endpointServices(args.interfaceEndpoints)) {
      const child = `${name}-${service.replaceAll(".", "-")}`;
      new aws.ec2.VpcEndpoint(
        child,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Interface",
          serviceName: serviceName(args.region, service),
          privateDnsEnabled: true,
          subnetIds: [...args.subnetIds],
          securityGroupIds: [group.id],
          tags: named(child),
        },
        own,
      );
    }

    this.securityGroupId = group.id;
    this.s3EndpointId = s3.id;
    this.registerOutputs({
      securityGroupId: this.securityGroupId,
      s3EndpointId: this.s3EndpointId,
    });
  }
}

import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { endpointServices, serviceName } from "./endpoint-services";
import { flowLogPolicy, flowLogTrust } from "./flow-logs";
import { Network, type NetworkArgs } from "./network";
import {
  counts,
  outsideComponents,
  named,
  ofType,
  run,
  UNKNOWN,
  unprovided,
  untagged,
  waitsFor,
  type Cloud,
} from "../testing";
import { zoneAt } from "./zones";

const TAGS = { "towpath:owner": "platform", "towpath:environment": "test" };
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/logs";
const ARGS: NetworkArgs = {
  cidr: "10.42.0.0/16",
  zones: 3,
  region: "eu-west-1",
  accountId: "111122223333",
  natGateways: "per-az",
  interfaceEndpoints: "full",
  logsKeyArn: KEY,
  logRetentionDays: 365,
  tags: TAGS,
};
const NAT = "aws:ec2/natGateway:NatGateway";
const ROUTE = "aws:ec2/route:Route";
const SUBNET = "aws:ec2/subnet:Subnet";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:net-flow-logs-x";
const ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones";
const cloud = (names: readonly string[]): Cloud => ({
  resources: {
    "aws:cloudwatch/logGroup:LogGroup": (name) => ({ name: `${name}-x`, arn: GROUP }),
    "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
  },
  calls: { [ZONES]: () => ({ names }) },
});
const CLOUD = cloud(["eu-west-1c", "eu-west-1a", "eu-west-1b"]);
const network =
  (args: Partial<NetworkArgs> = {}) =>
  () =>
    new Network("net", { ...ARGS, ...args });

describe("Network", () => {
  it("makes three tiers in three zones, with NAT in each and every endpoint", async () => {
    const { all, value, resolve } = await run(network(), CLOUD);
    expect(counts(all)).toEqual({
      "towpath:foundation:Network": 1,
      "towpath:foundation:FlowLogs": 1,
      "towpath:foundation:Subnets": 3,
      "towpath:foundation:VpcEndpoints": 1,
      "aws:ec2/vpc:Vpc": 1,
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
      "aws:ec2/internetGateway:InternetGateway": 1,
      "aws:ec2/eip:Eip": 3,
      [NAT]: 3,
      [SUBNET]: 9,
      "aws:ec2/routeTable:RouteTable": 5,
      "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
      [ROUTE]: 4,
      [ENDPOINT]: 16,
      "aws:ec2/securityGroup:SecurityGroup": 1,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
      "aws:cloudwatch/logGroup:LogGroup": 1,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      "aws:ec2/flowLog:FlowLog": 1,
    });
    expect(outsideComponents(all)).toEqual([]);
    expect(untagged(all, TAGS)).toEqual([]);
    expect(await resolve(value.vpcId)).toBe("net-id");
    expect(await Promise.all(value.privateSubnetIds.map(resolve))).toEqual([
      "net-private-1-id",
      "net-private-2-id",
      "net-private-3-id",
    ]);
  });

  it("places subnets by the zones' names in order, and leaves them there", async () => {
    const { all } = await run(network(), CLOUD);
    expect(named(all, "net-private-2")).toMatchObject({
      parent: "towpath:foundation:Subnets net-private",
      ignoreChanges: ["availabilityZone"],
    });
    expect(named(all, "net-private-2").inputs).toEqual({
      vpcId: "net-id",
      cidrBlock: "10.42.64.0/18",
      availabilityZone: "eu-west-1b",
      mapPublicIpOnLaunch: false,
      tags: { ...TAGS, Name: "net-private-2", "kubernetes.io/role/internal-elb": "1" },
    });
    expect(named(all, "net-public-1", SUBNET).inputs.tags).toMatchObject({
      "kubernetes.io/role/elb": "1",
    });
    expect(ofType(all, SUBNET).map(({ inputs }) => inputs.mapPublicIpOnLaunch)).toEqual(
      Array.from({ length: 9 }, () => false),
    );
  });

  it("routes each zone through its own NAT gateway, the intra tier nowhere", async () => {
    const { all } = await run(network(), CLOUD);
    const routes = ofType(all, ROUTE).map(({ inputs }) => inputs);
    expect(routes).toEqual([
      {
        routeTableId: "net-public-routes-id",
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: "net-internet-id",
      },
      ...[1, 2, 3].map((zone) => ({
        routeTableId: `net-private-routes-${zone}-id`,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: `net-nat-${zone}-id`,
      })),
    ]);
    expect(waitsFor(all, "net-nat-1", "net-internet")).toBe(true);
  });

  it("routes every zone through the one NAT gateway there is, with the same tables", async () => {
    const [single, perAz] = [
      await run(network({ natGateways: "single" }), CLOUD),
      await run(network(), CLOUD),
    ];
    expect(ofType(single.all, NAT)).toHaveLength(1);
    expect(
      ofType(single.all, ROUTE)
        .slice(1)
        .map(({ inputs }) => inputs.natGatewayId),
    ).toEqual(["net-nat-1-id", "net-nat-1-id", "net-nat-1-id"]);
    const table = "aws:ec2/routeTable:RouteTable";
    expect(ofType(single.all, table)).toEqual(ofType(perAz.all, table));
  });

  it("makes two of everything in two zones", async () => {
    const { all } = await run(network({ zones: 2, interfaceEndpoints: "minimal" }), CLOUD);
    expect(counts(all)).toMatchObject({ [SUBNET]: 6, [NAT]: 2, [ENDPOINT]: 7 });
  });

  it("leaves the default security group without a rule", async () => {
    const { all } = await run(network(), CLOUD);
    expect(named(all, "net-default-closed").inputs).toMatchObject({
      vpcId: "net-id",
      ingress: [],
      egress: [],
    });
  });

  it("logs every connection to an encrypted group, by a role that can write nothing else", async () => {
    const { all } = await run(network(), CLOUD);
    expect(named(all, "net-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs).toEqual({
      kmsKeyId: KEY,
      retentionInDays: 365,
      tags: TAGS,
    });
    expect(named(all, "net-flow-logs-vpc").inputs).toMatchObject({
      vpcId: "net-id",
      trafficType: "ALL",
      logDestination: GROUP,
      iamRoleArn: "arn:aws:iam::111122223333:role/net-flow-logs-role",
    });
    expect(named(all, "net-flow-logs-policy").inputs.policy).toEqual(
      JSON.parse(flowLogPolicy(GROUP)),
    );
    expect(waitsFor(all, "net-flow-logs-vpc", "net-flow-logs-policy")).toBe(true);
  });

  it("answers endpoints under the services' own names, to the VPC alone", async () => {
    const { all } = await run(network({ interfaceEndpoints: "minimal" }), CLOUD);
    expect(named(all, "net-endpoints-ecr-api").inputs).toMatchObject({
      serviceName: "com.amazonaws.eu-west-1.ecr.api",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: ["net-intra-1-id", "net-intra-2-id", "net-intra-3-id"],
      securityGroupIds: ["net-endpoints-access-id"],
    });
    expect(named(all, "net-endpoints-s3").inputs).toMatchObject({
      vpcEndpointType: "Gateway",
      routeTableIds: [
        "net-public-routes-id",
        "net-private-routes-1-id",
        "net-private-routes-2-id",
        "net-private-routes-3-id",
        "net-intra-routes-id",
      ],
    });
    expect(named(all, "net-endpoints-https").inputs).toMatchObject({
      cidrIpv4: "10.42.0.0/16",
      fromPort: 443,
      toPort: 443,
      ipProtocol: "tcp",
    });
  });

  it("gives its provider to every resource and look-up", async () => {
    const result = await run(() => {
      const eu = new aws.Provider("eu", { region: "eu-west-1" });
      return new Network("net", ARGS, { providers: [eu] });
    }, CLOUD);
    expect(unprovided(result)).toEqual([]);
  });

  it("previews with unknown zones", async () => {
    const { all } = await run(network(), CLOUD, { preview: true });
    expect(ofType(all, SUBNET).map(({ inputs }) => inputs.availabilityZone)).toEqual(
      Array.from({ length: 9 }, () => UNKNOWN),
    );
  });

  it("refuses a range and a number of zones that cannot be, in one message", async () => {
    await expect(
      run(network({ cidr: "10.0.0.0/24", zones: 5, logRetentionDays: 31 }), CLOUD),
    ).rejects.toThrow(
      "cidr: found 10.0.0.0/24; expected a range from /16 to /20\nzones: found 5; expected 2 or 3\nlogRetentionDays: found 31; expected one of",
    );
  });
});

describe("zoneAt", () => {
  it("says what to do in a region with too few zones", () => {
    expect(() => zoneAt(["us-west-1a", "us-west-1c"], 2)).toThrow(
      "the region has 2 availability zones that EKS can use (us-west-1a, us-west-1c); the network wants 3",
    );
  });
});

describe("endpointServices", () => {
  it("has every service of the minimal list in the full one, each once", () => {
    const [minimal, full] = [endpointServices("minimal"), endpointServices("full")];
    expect(minimal).toEqual(["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts"]);
    expect(full).toHaveLength(15);
    expect(new Set(full).size).toBe(15);
    expect(full).toEqual(expect.arrayContaining([...minimal]));
    expect(serviceName("us-east-1", "sts")).toBe("com.amazonaws.us-east-1.sts");
  });
});

describe("the flow logs' role", () => {
  it("is for flow logs of this account and region", () => {
    expect(JSON.parse(flowLogTrust("111122223333", "eu-west-1"))).toMatchObject({
      Statement: [
        {
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*" },
          },
        },
      ],
    });
  });

  it("names the group for everything but the one call that lists groups", () => {
    const { Statement } = JSON.parse(flowLogPolicy(GROUP)) as {
      Statement: { Action: unknown; Resource: unknown }[];
    };
    const open = Statement.filter(({ Resource }) => Resource === "*");
    expect(open.map(({ Action }) => Action)).toEqual(["logs:DescribeLogGroups"]);
  });
});

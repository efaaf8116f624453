import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimate } from "./estimate";
import { sum } from "./range";
import type { CostResource } from "./resource";
import { pool, PRICES, priceList, resource } from "./testing";

const of = (...planned: readonly CostResource[]) => estimate(planned, PRICES);
const items = (...planned: readonly CostResource[]) =>
  of(...planned).components.flatMap((one) => one.items);
const leftOut = (...planned: readonly CostResource[]) =>
  of(...planned).unpriced.map(({ what, reason }) => `${what}: ${reason}`);
const usage = (...planned: readonly CostResource[]) =>
  of(...planned).usageBased.map(({ what }) => what);

describe("a node group", () => {
  it("costs its nodes and their disks, from its minimum to its maximum", () => {
    expect(items(...pool("p"))).toMatchObject([
      {
        what: "nodes m7i.xlarge, on demand",
        quantity: { min: 1, max: 3 },
        unitPrice: { min: 0.2, max: 0.2 },
        perMonth: { min: 146, max: 438 },
      },
      { quantity: { min: 100, max: 300 }, perMonth: { min: 8, max: 24 } },
    ]);
  });

  it("of several types counts the cheapest at minimum and the dearest at maximum", () => {
    const [nodes] = items(...pool("p", { types: ["m7i.xlarge", "m6i.xlarge"] }));
    expect(nodes?.perMonth).toEqual({ min: 73, max: 438 });
  });

  it("that may sleep costs nothing at minimum", () => {
    expect(of(...pool("gpu", { min: 0, max: 1, types: ["g5.xlarge"] })).perMonth).toEqual({
      min: 0,
      max: 738,
    });
  });

  it("of a type without a price is listed, and its disks still count", () => {
    const planned = pool("gpu", { types: ["g5.xlarge", "g5.2xlarge"] });
    expect(leftOut(...planned)).toEqual([
      "nodes g5.xlarge or g5.2xlarge, on demand: no price of ec2/g5.2xlarge (hour, us-east-1) in stacks/prices.yaml; look it up: a page somewhere",
    ]);
    expect(of(...planned).perMonth).toEqual({ min: 8, max: 24 });
  });

  it.each([
    ["SPOT", "nodes m7i.xlarge, spot: the price of spot capacity moves; no table has it"],
    ["CAPACITY_BLOCK", /paid in advance/],
    ["<unknown>", /capacityType is not known/],
  ])("with capacity %s has no price", (capacity, message) => {
    expect(leftOut(...pool("p", { capacity }))).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ["scalingConfig", { min: "<unknown>" }],
    ["scalingConfig", { max: "<unknown>" }],
    ["instanceTypes", { types: "<unknown>" }],
    ["instanceTypes", { types: ["<unknown>"] }],
    ["ebs.volumeSize", { diskGib: "<unknown>" }],
  ])("whose %s is unknown is listed, never NaN", (input, settings) => {
    const planned = pool("p", settings);
    expect(leftOut(...planned)).toEqual([expect.stringContaining(`${input} is not known`)]);
    expect(JSON.stringify(of(...planned))).not.toMatch(/"(min|max)":null/);
    expect(Number.isFinite(of(...planned).perMonth.max)).toBe(true);
  });

  it("without a template of this plan says that its disks are not counted", () => {
    const [, group] = pool("p");
    expect(leftOut(...(group === undefined ? [] : [group]))).toEqual([
      expect.stringContaining("disks of nodes: the launch template"),
    ]);
  });
});

describe("the network", () => {
  it("costs each gateway, address, and endpoint by zone; gateway endpoints nothing", () => {
    const endpoint = (type: string | undefined, subnetIds: unknown) =>
      resource("aws:ec2/vpcEndpoint:VpcEndpoint", "e", {
        ...(type === undefined ? {} : { vpcEndpointType: type }),
        subnetIds,
      });
    expect(of(resource("aws:ec2/natGateway:NatGateway", "nat")).perMonth.max).toBe(36.5);
    expect(usage(resource("aws:ec2/natGateway:NatGateway", "nat"))).toEqual([
      "data through NAT gateways",
    ]);
    expect(of(resource("aws:ec2/eip:Eip", "ip")).perMonth.max).toBe(3.65);
    const interfaces = endpoint("Interface", ["<unknown>", "<unknown>"]);
    expect(of(interfaces).perMonth).toEqual({ min: 14.6, max: 14.6 });
    expect(leftOut(endpoint("Interface", "<unknown>"))).toHaveLength(1);
    expect(leftOut(endpoint("GatewayLoadBalancer", ["a"]))).toHaveLength(1);
    expect(of(endpoint("Gateway", undefined)).perMonth.max).toBe(0);
    expect(of(endpoint(undefined, undefined)).unpriced).toEqual([]);
  });
});

describe("data", () => {
  const database = (inputs: Readonly<Record<string, unknown>>) =>
    resource("aws:rds/instance:Instance", "db", {
      engine: "postgres",
      instanceClass: "db.t4g.medium",
      allocatedStorage: 20,
      storageType: "gp3",
      ...inputs,
    });

  it("a database doubles with a standby, and its storage may grow", () => {
    expect(of(database({})).perMonth).toEqual({ min: 45.8, max: 45.8 });
    expect(of(database({ multiAz: true })).perMonth).toEqual({ min: 91.6, max: 91.6 });
    expect(of(database({ maxAllocatedStorage: 100 })).perMonth).toEqual({ min: 45.8, max: 53.8 });
    expect(of(database({ manageMasterUserPassword: true })).perMonth.max).toBe(46.2);
  });

  it.each(["engine", "instanceClass", "multiAz", "allocatedStorage", "storageType"])(
    "a database with unknown %s is listed",
    (input) => {
      const planned = database({ [input]: "<unknown>" });
      expect(leftOut(planned).join()).toContain(`${input} is not known`);
      expect(Number.isFinite(of(planned).perMonth.max)).toBe(true);
    },
  );

  it("another engine has no price here", () => {
    expect(leftOut(database({ engine: "mysql" }))).toEqual([
      "database mysql: only postgres is priced",
    ]);
  });

  it("keys and secrets cost by the month; buckets, images, logs and backups by use", () => {
    expect(of(resource("aws:kms/key:Key", "k")).perMonth.max).toBe(1);
    expect(of(resource("aws:secretsmanager/secret:Secret", "s")).perMonth.max).toBe(0.4);
    const copied = resource("aws:secretsmanager/secret:Secret", "s", { replicas: [{}] });
    expect(of(copied).perMonth.max).toBe(0.8);
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:ecr/repository:Repository",
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:backup/plan:Plan",
      "aws:backup/restoreTestingPlan:RestoreTestingPlan",
    ]) {
      expect(usage(resource(type, "x")).length, type).toBeGreaterThan(0);
      expect(of(resource(type, "x")).perMonth.max).toBe(0);
    }
  });
});

describe("audit", () => {
  it("costs by the alarm; what is recorded, counted and sent by use", () => {
    const alarm = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "a");
    expect(leftOut(alarm)).toEqual([
      "alarm: no price of cloudwatch/alarm (month, us-east-1) in stacks/prices.yaml",
    ]);
    const selectors = (count: number) =>
      resource("aws:cloudtrail/trail:Trail", "t", {
        advancedEventSelectors: Array.from({ length: count }, () => ({})),
      });
    expect(usage(selectors(1))).toEqual([
      "CloudTrail management events, beyond the account's first copy",
    ]);
    expect(usage(selectors(2))).toContain("CloudTrail data events");
    for (const type of ["aws:cloudwatch/logMetricFilter:LogMetricFilter", "aws:sns/topic:Topic"]) {
      expect(usage(resource(type, "x")).length, type).toBeGreaterThan(0);
    }
    for (const type of [
      "aws:cloudwatch/eventRule:EventRule",
      "aws:sns/topicPolicy:TopicPolicy",
      "aws:ssm/document:Document",
    ]) {
      expect(leftOut(resource(type, "x")), type).toEqual([]);
    }
  });
});

describe("the estimate", () => {
  it("lists types of AWS that nobody wrote a rule for, and knows what is free", () => {
    expect(leftOut(resource("aws:redshift/cluster:Cluster", "r"))).toEqual([
      "aws:redshift/cluster:Cluster: no rule says what it costs",
    ]);
    expect(
      leftOut(resource("aws:iam/role:Role", "r"), resource("random:index/randomId:RandomId", "i")),
    ).toEqual([]);
  });

  it("counts what Kubernetes asks for only where AWS pays", () => {
    const balancer = resource("kubernetes:core/v1:Service", "s", {
      spec: { type: "LoadBalancer" },
    });
    expect(leftOut(balancer)).toEqual([]);
    expect(leftOut(balancer, resource("aws:eks/cluster:Cluster", "c"))).toHaveLength(1);
  });

  it("takes a resource's region, then its provider's, then the plan's", () => {
    const provider = resource("pulumi:providers:aws", "aws", { region: "eu-west-1" });
    const key = (inputs: object) => ({
      ...resource("aws:kms/key:Key", "k"),
      inputs: inputs as Readonly<Record<string, unknown>>,
      provider: provider.urn,
    });
    expect(of(key({ region: "us-east-1" }), provider).perMonth.max).toBe(1);
    expect(leftOut(key({}), provider)[0]).toContain("(month, eu-west-1)");
    expect(estimate([key({})], PRICES, "us-east-1").perMonth.max).toBe(1);
    expect(leftOut(key({}))).toEqual(["encryption key: its region is not known"]);
  });

  it("groups by the highest component that is not the platform itself", () => {
    const at = (name: string, type: string, parent: CostResource | null) =>
      resource(type, name, {}, { parent: parent?.urn ?? null });
    const platform = at("platform", "towpath:platform:Platform", null);
    const network = at("network", "towpath:foundation:Network", platform);
    const endpoints = at("endpoints", "towpath:foundation:VpcEndpoints", network);
    const inside = { ...resource("aws:ec2/eip:Eip", "ip"), parent: endpoints.urn };
    const told = of(platform, network, endpoints, inside, resource("aws:kms/key:Key", "k"));
    expect(told.components.map((one) => [one.component, one.urn])).toEqual([
      ["network", network.urn],
      ["(outside components)", undefined],
    ]);
    expect(told.asOf).toEqual({ from: "2026-01-02", to: "2026-01-02" });
  });

  it("without any price lists everything and adds nothing", () => {
    const told = estimate([...pool("p"), resource("aws:kms/key:Key", "k")], priceList({}));
    expect(told).toMatchObject({ perMonth: { min: 0, max: 0 }, components: [], asOf: null });
    expect(told.unpriced).toHaveLength(3);
  });
});

const anyPool = fc.record({
  min: fc.oneof(fc.nat(20), fc.constant("<unknown>")),
  max: fc.oneof(fc.nat(40), fc.constant("<unknown>")),
  types: fc.subarray(["m7i.xlarge", "m6i.xlarge", "g5.xlarge", "g5.2xlarge", "z9.huge"]),
  capacity: fc.constantFrom("ON_DEMAND", "SPOT", "CAPACITY_BLOCK", "<unknown>"),
  diskGib: fc.oneof(fc.nat(500), fc.constant("<unknown>")),
});
const anyPlan = fc
  .array(anyPool, { maxLength: 4 })
  .map((pools) => pools.map((one, index) => pool(`p${index}`, one)));

describe("for any pools", () => {
  it("the maximum is no less than the minimum, and both are numbers", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const told = of(...plan.flat());
        for (const { perMonth } of [told, ...told.components]) {
          expect(perMonth.min).toBeGreaterThanOrEqual(0);
          expect(perMonth.max).toBeGreaterThanOrEqual(perMonth.min);
        }
      }),
    );
  });

  it("the whole is the sum of its parts, in any order", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const whole = of(...plan.flat());
        expect(whole.perMonth).toEqual(sum(plan.map((one) => of(...one).perMonth)));
        expect(whole.perMonth).toEqual(sum(whole.components.map((one) => one.perMonth)));
        expect(of(...[...plan.flat()].reverse())).toEqual(whole);
      }),
    );
  });

  it("one more never lowers it", () => {
    fc.assert(
      fc.property(anyPlan, anyPool, (plan, more) => {
        const before = of(...plan.flat()).perMonth;
        const after = of(...plan.flat(), ...pool("more", more)).perMonth;
        expect(after.min).toBeGreaterThanOrEqual(before.min);
        expect(after.max).toBeGreaterThanOrEqual(before.max);
      }),
    );
  });
});

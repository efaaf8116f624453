import { describe, expect, it } from "vitest";
import { INSTANCE_TYPE_NAMES } from "../instance-types";
import { quotaFamily, VCPU_QUOTAS } from "./quota-table";
import { quotaNeeds } from "./quotas";
import type { CostResource } from "./resource";
import { pool, resource } from "./testing";

const needs = (...planned: readonly CostResource[]) =>
  quotaNeeds(planned).needs.map(({ code, needed, duringUpdate, by }) => ({
    code,
    needed,
    duringUpdate,
    by,
  }));

describe("vCPUs", () => {
  it("are the largest type's at the maximum size, by family and purchase", () => {
    expect(
      needs(
        ...pool("system", { max: 6, types: ["m7i.xlarge", "m7i.2xlarge"] }),
        ...pool("a", { min: 0, max: 2, types: ["g5.2xlarge"] }),
        ...pool("b", { min: 0, max: 1, types: ["g5.xlarge"] }),
        ...pool("c", { max: 1, types: ["p5.4xlarge"], capacity: "SPOT" }),
      ),
    ).toEqual([
      { code: "L-7212CCBC", needed: 16, duringUpdate: 0, by: ["c-group"] },
      { code: "L-DB2E81BA", needed: 20, duringUpdate: 0, by: ["a-group", "b-group"] },
      { code: "L-1216C47A", needed: 48, duringUpdate: 0, by: ["system-group"] },
    ]);
  });

  it("of an update that starts new nodes first are twice the zones' nodes", () => {
    const planned = pool("system", { max: 6, strategy: "DEFAULT" });
    expect(needs(...planned)).toMatchObject([{ needed: 24, duringUpdate: 24 }]);
    expect(quotaNeeds(planned).needs[0]?.request).toBe(
      "aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --region us-east-1 --desired-value 48",
    );
  });

  it.each([
    [{ max: "<unknown>" }, /scalingConfig/],
    [{ types: "<unknown>" }, /instance types/],
    [{ types: ["trn1.2xlarge"] }, /trn1\.2xlarge is not in the table/],
    [{ types: ["m7i.xlarge", "g5.xlarge"] }, /several quotas/],
    [{ capacity: "CAPACITY_BLOCK" }, /capacity block/],
    [{ capacity: "<unknown>" }, /capacityType/],
  ])("of %j are not known, and it says why", (settings, reason) => {
    const told = quotaNeeds(pool("p", settings));
    expect(told.needs).toEqual([]);
    expect(told.unknown).toEqual([
      { urn: expect.any(String) as string, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it("have a family for every type that a stack file may name", () => {
    for (const type of INSTANCE_TYPE_NAMES) expect(quotaFamily(type), type).toBeDefined();
    expect(
      [
        "inf2.xlarge",
        "trn1.2xlarge",
        "dl1.24xlarge",
        "hpc7a.12xlarge",
        "mac2.metal",
        "u-6tb1.metal",
        "x2idn.16xlarge",
        "f1.2xlarge",
      ].map(quotaFamily),
    ).toEqual(Array(8).fill(undefined));
    expect(["c7g.large", "im4gn.large", "is4gen.large", "t3.micro"].map(quotaFamily)).toEqual(
      Array(4).fill("standard"),
    );
  });

  it("have codes that differ", () => {
    const codes = Object.values(VCPU_QUOTAS).flatMap(({ onDemand, spot }) => [
      onDemand.code,
      spot.code,
    ]);
    expect(new Set(codes).size).toBe(6);
  });
});

describe("the network's", () => {
  const nat = (name: string, subnet: string) =>
    resource(
      "aws:ec2/natGateway:NatGateway",
      name,
      {},
      { propertyDependencies: { subnetId: [subnet] } },
    );

  it("are addresses and VPCs of the region, and gateways of one zone", () => {
    expect(
      needs(
        resource("aws:ec2/vpc:Vpc", "v"),
        resource("aws:ec2/eip:Eip", "e1"),
        resource("aws:ec2/eip:Eip", "e2"),
        nat("n1", "subnet-1"),
        nat("n2", "subnet-2"),
      ).map(({ code, needed }) => [code, needed]),
    ).toEqual([
      ["L-0263D0A3", 2],
      ["L-FE5A380F", 1],
      ["L-F678F1CE", 1],
    ]);
    expect(quotaNeeds([resource("aws:ec2/vpc:Vpc", "v")]).needs[0]?.request).toBeNull();
    const many = [1, 2, 3, 4, 5, 6].map((each) => resource("aws:ec2/eip:Eip", `e${each}`));
    expect(quotaNeeds(many).needs[0]?.request).toContain("--desired-value 6");
    expect(needs(nat("n1", "subnet-1"), nat("n2", "subnet-1"))).toMatchObject([{ needed: 2 }]);
  });

  it("are not known without a region", () => {
    const eip = { ...resource("aws:ec2/eip:Eip", "e"), inputs: {} };
    expect(quotaNeeds([eip])).toEqual({
      needs: [],
      unknown: [{ urn: eip.urn, reason: "its region is not known" }],
    });
  });
});

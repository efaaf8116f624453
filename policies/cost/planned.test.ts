import { describe, expect, it } from "vitest";
import { resourcesOf, UNKNOWN_VALUE } from "../engine/testing";
import { Stack } from "../engine/stack";
import { planned } from "./planned";

const provider = { region: "us-east-1" };

describe("a stack as the estimate reads it", () => {
  const all = planned(
    new Stack(
      resourcesOf([
        { type: "towpath:data:Database", name: "data" },
        { type: "aws:rds/subnetGroup:SubnetGroup", name: "subnets", props: { subnetIds: ["a"] } },
        {
          type: "aws:rds/instance:Instance",
          name: "database",
          parent: "data",
          props: { engine: "postgres", kmsKeyId: UNKNOWN_VALUE, logs: ["a", UNKNOWN_VALUE] },
          from: { dbSubnetGroupName: ["subnets"] },
          provider,
        },
      ]),
    ),
  );
  const named = (name: string) => all.find((one) => one.name === name);

  it("keeps what is known, and marks the rest", () => {
    expect(named("database")?.inputs).toEqual({
      engine: "postgres",
      kmsKeyId: "<unknown>",
      logs: ["a", "<unknown>"],
    });
  });

  it("keeps what belongs together by URN", () => {
    expect(named("database")).toMatchObject({
      parent: named("data")?.urn,
      propertyDependencies: { dbSubnetGroupName: [named("subnets")?.urn] },
    });
  });

  it("adds the provider, whose region decides prices", () => {
    expect(all.filter(({ urn }) => urn === named("database")?.provider)).toMatchObject([
      { type: "pulumi:providers:aws", inputs: provider },
    ]);
  });

  it("copies no inputs of what costs nothing", () => {
    expect(named("subnets")?.inputs).toEqual({});
  });
});

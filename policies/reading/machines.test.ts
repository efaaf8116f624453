import { describe, expect, it } from "vitest";
import { INSTANCE_TYPE_NAMES, INSTANCE_TYPES } from "../../components/config/instance-types";
import { FAMILIES, isGpuAmi } from "../../components/nodes/instance-families";
import { UnknownValueError } from "../engine/known";
import { Stack } from "../engine/stack";
import { type Given, resourcesOf, UNKNOWN_VALUE } from "../engine/testing";
import { hasGpus, LAUNCH_TEMPLATE, NODE_GROUP, typesOfGroup } from "./machines";

describe("types with GPUs", () => {
  it("are those of the table that have some", () => {
    expect(INSTANCE_TYPE_NAMES.filter(hasGpus)).toEqual(
      INSTANCE_TYPE_NAMES.filter((name) => INSTANCE_TYPES[name]?.gpu !== null),
    );
  });

  it("are told by their family's name elsewhere, as the families that nodes know", () => {
    const families = Object.entries(FAMILIES);
    expect(
      families.filter(([family]) => hasGpus(`${family}.none`)).map(([family]) => family),
    ).toEqual(families.filter(([, ami]) => isGpuAmi(ami)).map(([family]) => family));
  });
});

describe("the types of a node group", () => {
  const template: Given = {
    type: LAUNCH_TEMPLATE,
    name: "template",
    props: { instanceType: "p5.48xlarge" },
  };
  const types = (props: Given["props"], from: Given["from"] = {}) => {
    const stack = new Stack(
      resourcesOf([template, { type: NODE_GROUP, name: "pool", props: props ?? {}, from }]),
    );
    const [group] = stack.ofType<object>(NODE_GROUP);
    if (group === undefined) throw new Error("no node group");
    return typesOfGroup(stack, group);
  };

  it("are its own before its template's", () => {
    const from = { launchTemplate: ["template"] };
    expect(types({ instanceTypes: ["g5.xlarge"] }, from)).toEqual(["g5.xlarge"]);
    expect(types({}, from)).toEqual(["p5.48xlarge"]);
    expect(types({ instanceTypes: UNKNOWN_VALUE }, from)).toEqual(["p5.48xlarge"]);
    expect(types({})).toEqual([]);
  });

  it("cannot be told where neither does", () => {
    expect(() => types({ instanceTypes: UNKNOWN_VALUE })).toThrow(UnknownValueError);
  });
});

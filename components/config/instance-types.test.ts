import { describe, expect, it } from "vitest";
import {
  GPU_INSTANCE_TYPE_NAMES,
  gpusOf,
  INSTANCE_TYPE_NAMES,
  instanceSource,
  instanceSpec,
} from "./instance-types";

describe("the table of instance types", () => {
  it.each(INSTANCE_TYPE_NAMES)("knows what is in %s and where that was read", (type) => {
    const spec = instanceSpec(type);
    expect(spec?.vcpu).toBeGreaterThan(0);
    expect(spec?.memoryGib).toBeGreaterThan(0);
    // EC2 names accelerated families g and p.
    expect(spec?.gpu !== null).toBe(/^[gp]\d/.test(type));
    expect(instanceSource(type)).toMatch(/^https:\/\/karpenter\.sh\/.*#[a-z0-9]+$/);
  });

  it("counts GPUs", () => {
    expect(gpusOf("g5.12xlarge")).toBe(4);
    expect(gpusOf("m7i.xlarge")).toBe(0);
    expect(() => gpusOf("g5.tiny")).toThrow("unknown instance type g5.tiny");
    expect(GPU_INSTANCE_TYPE_NAMES).not.toContain("m7i.xlarge");
  });

  it("does not take a method's name for a type", () => {
    expect(instanceSpec("constructor")).toBeUndefined();
  });
});

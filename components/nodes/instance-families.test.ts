import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AMI_TYPES,
  amiTypeOf,
  FAMILIES,
  familyOf,
  isGpuAmi,
  poolAmi,
  REFUSED_FAMILIES,
  releaseParameter,
} from "./instance-families";

describe("amiTypeOf", () => {
  it.each([
    ["m7i.large", "AL2023_x86_64_STANDARD"],
    ["t3.medium", "AL2023_x86_64_STANDARD"],
    ["m7g.large", "AL2023_ARM_64_STANDARD"],
    ["g4dn.xlarge", "AL2023_x86_64_NVIDIA"],
    ["g5.48xlarge", "AL2023_x86_64_NVIDIA"],
    ["g6e.xlarge", "AL2023_x86_64_NVIDIA"],
    ["p4d.24xlarge", "AL2023_x86_64_NVIDIA"],
    ["p5en.48xlarge", "AL2023_x86_64_NVIDIA"],
    ["p6-b200.48xlarge", "AL2023_x86_64_NVIDIA"],
    ["g5g.xlarge", undefined],
    ["inf2.xlarge", undefined],
    ["constructor.xlarge", undefined],
  ])("%s boots %s", (type, ami) => {
    expect(amiTypeOf(type)).toBe(ami);
  });

  it("has no family both mapped and refused", () => {
    expect(Object.keys(REFUSED_FAMILIES).filter((family) => family in FAMILIES)).toEqual([]);
  });

  it("uses every image", () => {
    expect(new Set(Object.values(FAMILIES))).toEqual(new Set(AMI_TYPES));
  });
});

describe("releaseParameter", () => {
  it.each([
    ["AL2023_x86_64_STANDARD", "amazon-linux-2023/x86_64/standard"],
    ["AL2023_ARM_64_STANDARD", "amazon-linux-2023/arm64/standard"],
    ["AL2023_x86_64_NVIDIA", "amazon-linux-2023/x86_64/nvidia"],
  ] as const)("of %s", (ami, path) => {
    expect(releaseParameter("1.34", ami)).toBe(
      `/aws/service/eks/optimized-ami/1.34/${path}/recommended/release_version`,
    );
  });
});

describe("poolAmi", () => {
  it.each([
    [["m7i.large", "m6i.large"], false, "AL2023_x86_64_STANDARD"],
    [["g5.xlarge", "g6.xlarge"], true, "AL2023_x86_64_NVIDIA"],
  ])("%j (gpu %s) is %s", (types, gpu, ami) => {
    expect(poolAmi(types, gpu)).toEqual({ ami, problems: [] });
  });

  it.each([
    ["the wrong kind for a GPU pool", ["m7i.large"], true, /m7i\.large has no NVIDIA GPU/],
    ["GPUs in a system pool", ["g5.xlarge"], false, /g5\.xlarge has GPUs/],
    ["an ARM GPU", ["g5g.xlarge"], true, /g5g\.xlarge is not supported: its CPU is ARM/],
    ["a GPU that the image's driver does not know", ["g7.4xlarge"], true, /driver 595/],
    ["an unknown family", ["z9.large"], false, /unknown family z9; known: c5, c6a/],
    ["an unknown GPU family", ["p9.large"], true, /unknown family p9; known: g4dn, g5, g6, g6e/],
    ["no type at all", [], true, /empty; name at least one type/],
    ["something else", ["large"], false, /"large" is not an instance type/],
    ["two images", ["m7i.large", "m7g.large"], false, /need different images/],
  ])("refuses %s", (_, types, gpu, message) => {
    const { problems } = poolAmi(types, gpu);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it("reports each wrong type", () => {
    expect(poolAmi(["g5g.xlarge", "z9.large", "large"], true).problems).toHaveLength(3);
  });

  it("gives either an image of the right kind or a reason, whatever it is asked", () => {
    const type = fc.oneof(
      fc
        .constantFrom(...Object.keys(FAMILIES), ...Object.keys(REFUSED_FAMILIES))
        .map((f) => `${f}.xlarge`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(type, { maxLength: 4 }), fc.boolean(), (types, gpu) => {
        const chosen = poolAmi(types, gpu);
        if (!("ami" in chosen)) return chosen.problems.length > 0;
        return (
          isGpuAmi(chosen.ami) === gpu && types.every((t) => FAMILIES[familyOf(t)] === chosen.ami)
        );
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  advertisedGpus,
  devicePluginConfig,
  profileProblems,
  type GpuProfile,
} from "./gpu-profile";

/** The rules that api/config/v1 of the plugin (v0.20.0) enforces on what it reads. */
function readAsPlugin(text: string) {
  const config = parse(text) as {
    version: string;
    flags: { migStrategy: string; failOnInitError: boolean };
    sharing?: {
      timeSlicing: {
        failRequestsGreaterThanOne: boolean;
        resources: { name: string; replicas: number }[];
      };
    };
  };
  expect(config.version).toBe("v1");
  expect(["none", "single", "mixed"]).toContain(config.flags.migStrategy);
  for (const resource of config.sharing?.timeSlicing.resources ?? []) {
    expect(resource.replicas).toBeGreaterThanOrEqual(2);
  }
  if (config.sharing) expect(config.sharing.timeSlicing.resources.length).toBeGreaterThan(0);
  return config;
}

describe("devicePluginConfig", () => {
  it("gives a pod its GPU to itself by default", () => {
    const config = readAsPlugin(devicePluginConfig({}));
    expect(config.flags).toMatchObject({ migStrategy: "none", failOnInitError: true });
    expect(config.sharing).toBeUndefined();
  });

  it("slices time", () => {
    expect(readAsPlugin(devicePluginConfig({ timeSlicingReplicas: 4 })).sharing).toEqual({
      timeSlicing: {
        failRequestsGreaterThanOne: true,
        resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
      },
    });
  });

  it("offers MIG slices", () => {
    expect(readAsPlugin(devicePluginConfig({ migStrategy: "single" })).flags.migStrategy).toBe(
      "single",
    );
  });

  it("is a file that the plugin reads, for every profile without problems", () => {
    const profile = fc.record(
      {
        timeSlicingReplicas: fc.integer({ min: -2, max: 60 }),
        migStrategy: fc.constantFrom("none" as const, "single" as const, "mixed" as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(profile, (each) => {
        if (profileProblems({ each }).length === 0) readAsPlugin(devicePluginConfig(each));
      }),
    );
  });
});

describe("advertisedGpus", () => {
  it.each<[number, GpuProfile, number]>([
    [1, {}, 1],
    [4, {}, 4],
    [4, { timeSlicingReplicas: 8 }, 32],
  ])("%d GPUs under %j are %d", (gpus, profile, advertised) => {
    expect(advertisedGpus(gpus, profile)).toBe(advertised);
  });
});

describe("profileProblems", () => {
  it("accepts what makes sense", () => {
    expect(
      profileProblems({
        exclusive: {},
        shared: { timeSlicingReplicas: 4 },
        cut: { migStrategy: "mixed" },
      }),
    ).toEqual([]);
  });

  it.each([
    ["none", {}, /profiles: empty/],
    ["a name that is no label", { "Not one": {} }, /lower-case/],
    [
      "no replicas",
      { a: { timeSlicingReplicas: 0 } },
      /a\.timeSlicingReplicas: 0; expected 1 to 48/,
    ],
    ["half a replica", { a: { timeSlicingReplicas: 1.5 } }, /1\.5/],
    ["too many", { a: { timeSlicingReplicas: 100 } }, /100/],
    [
      "slices of nothing",
      { a: { timeSlicingReplicas: 2, migStrategy: "mixed" as const } },
      /mig-\*/,
    ],
  ])("refuses %s", (_, profiles, message) => {
    expect(profileProblems(profiles)).toEqual([expect.stringMatching(message)]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  budgetSizes,
  nodeLabels,
  poolProblems,
  scaleFromZeroTagName,
  scaleFromZeroTags,
  type PoolSettings,
} from "./pool-settings";

const system: PoolSettings = {
  instanceTypes: ["m7i.large", "m6i.large"],
  min: 2,
  max: 4,
  diskGib: 50,
  capacity: "on-demand",
};
const gpu: PoolSettings = {
  instanceTypes: ["g5.2xlarge"],
  min: 0,
  max: 2,
  diskGib: 200,
  capacity: "on-demand",
  gpu: { accelerator: "a10g", perInstance: 1 },
};
const anywhere = { subnets: 3, reservation: false };
const reserved = { subnets: 1, reservation: true };

describe("poolProblems", () => {
  it.each([
    ["a system pool", system, anywhere],
    ["a GPU pool from zero", gpu, anywhere],
    [
      "spot",
      { ...gpu, capacity: "spot" as const, instanceTypes: ["g5.xlarge", "g6.xlarge"] },
      anywhere,
    ],
    ["a reservation", { ...gpu, capacity: "reservation" as const }, reserved],
    ["a capacity block", { ...gpu, capacity: "capacity-block" as const }, reserved],
  ])("accepts %s", (_, pool, placement) => {
    expect(poolProblems(pool, placement)).toEqual([]);
  });

  it.each([
    ["a system pool of no nodes", { ...system, min: 0 }, anywhere, /min: 0; a pool without GPUs/],
    ["min over max", { ...gpu, min: 3 }, anywhere, /min: 3 is more than max 2/],
    ["no maximum", { ...gpu, max: 0 }, anywhere, /max: 0; expected 1 to 450/],
    ["half a node", { ...gpu, max: 1.5 }, anywhere, /max: 1\.5/],
    ["a disk too small for the image", { ...gpu, diskGib: 8 }, anywhere, /diskGib: 8; expected 20/],
    ["GPUs on no GPU type", { ...gpu, instanceTypes: ["m7i.large"] }, anywhere, /no NVIDIA GPU/],
    [
      "a pool of no GPUs",
      { ...gpu, gpu: { accelerator: "t4", perInstance: 0 } },
      anywhere,
      /perInstance: 0/,
    ],
    [
      "an accelerator that is no label",
      { ...gpu, gpu: { accelerator: "NVIDIA A10G", perInstance: 1 } },
      anywhere,
      /accelerator: "NVIDIA A10G"/,
    ],
    ["nowhere to be", gpu, { subnets: 0, reservation: false }, /subnetIds: empty/],
    [
      "a reservation in three zones",
      { ...gpu, capacity: "reservation" as const },
      { ...reserved, subnets: 3 },
      /3 subnets/,
    ],
    [
      "a reservation without its id",
      { ...gpu, capacity: "reservation" as const },
      { ...reserved, reservation: false },
      /reservationId: missing/,
    ],
    [
      "an id that nothing uses",
      gpu,
      { ...anywhere, reservation: true },
      /reservationId: not used by capacity on-demand/,
    ],
    [
      "two types for one reservation",
      {
        ...gpu,
        capacity: "capacity-block" as const,
        instanceTypes: ["p5.48xlarge", "p4d.24xlarge"],
      },
      reserved,
      /2 types; capacity capacity-block/,
    ],
  ])("refuses %s", (_, pool, placement, message) => {
    expect(poolProblems(pool, placement)).toEqual([expect.stringMatching(message)]);
  });

  it("lists all that is wrong", () => {
    const wrong: PoolSettings = {
      ...gpu,
      min: -1,
      max: 0,
      diskGib: 1,
      instanceTypes: ["g5g.xlarge"],
    };
    expect(poolProblems(wrong, { subnets: 0, reservation: true }).length).toBeGreaterThanOrEqual(6);
  });

  it("accepts no pool that could grow without end", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (min, max) => {
        const accepted = poolProblems({ ...gpu, min, max }, anywhere).length === 0;
        return !accepted || (Number.isInteger(max) && max <= 450 && min >= 0 && min <= max);
      }),
    );
  });
});

describe("nodeLabels", () => {
  it("says what a pool is", () => {
    expect(nodeLabels("system", system)).toEqual({
      "towpath.dev/pool": "system",
      "towpath.dev/capacity-type": "on-demand",
      "towpath.dev/accelerator": "none",
    });
  });

  it("marks GPU nodes for the software that runs there", () => {
    expect(nodeLabels("training", { ...gpu, capacity: "spot" })).toEqual({
      "towpath.dev/pool": "training",
      "towpath.dev/capacity-type": "spot",
      "towpath.dev/accelerator": "a10g",
      "nvidia.com/gpu.present": "true",
      "nvidia.com/device-plugin.config": "exclusive",
      "k8s.amazonaws.com/accelerator": "nvidia-a10g",
    });
  });
});

describe("scaleFromZeroTags", () => {
  it("has none for a pool that is never empty", () => {
    expect(scaleFromZeroTags("system", system)).toEqual({});
  });

  it("tells labels, taint, GPUs and disk of a node that is not there yet", () => {
    const tags = scaleFromZeroTags("training", gpu);
    const template = "k8s.io/cluster-autoscaler/node-template";
    expect(tags[`${template}/label/towpath.dev/pool`]).toBe("training");
    expect(tags[`${template}/taint/nvidia.com/gpu`]).toBe("true:NoSchedule");
    expect(tags[`${template}/resources/nvidia.com/gpu`]).toBe("1");
    const disk = tags[`${template}/resources/ephemeral-storage`] ?? "";
    expect(disk).toMatch(/^\d+Gi$/);
    expect(Number.parseInt(disk)).toBeLessThan(gpu.diskGib * 0.9);
    expect(Number.parseInt(disk)).toBeGreaterThan(gpu.diskGib * 0.7);
    expect(Object.keys(tags)).toHaveLength(Object.keys(nodeLabels("training", gpu)).length + 3);
  });

  it("counts shared GPUs as pods will see them", () => {
    const shared = { ...gpu, gpu: { accelerator: "a10g", perInstance: 4, advertised: 16 } };
    expect(Object.values(scaleFromZeroTags("training", shared))).toContain("16");
  });

  it("gives each tag a resource name of its own", () => {
    const names = Object.keys(scaleFromZeroTags("training", gpu)).map(scaleFromZeroTagName);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("taint-nvidia-com-gpu");
    expect(names.every((name) => /^[a-z0-9-]+$/.test(name))).toBe(true);
  });
});

describe("budgetSizes", () => {
  it("counts GPUs before sharing", () => {
    const shared = { ...gpu, gpu: { accelerator: "a10g", perInstance: 4, advertised: 16 } };
    expect(budgetSizes({ shared, system })).toEqual([
      { name: "shared", gpusPerInstance: 4, max: 2 },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { gpuPlacement } from "./gpu-placement";

describe("gpuPlacement", () => {
  it("counts, tolerates the one taint of GPU nodes, and takes any of them", () => {
    expect(gpuPlacement({ count: 2 }, "x.gpu")).toEqual({
      resources: { "nvidia.com/gpu": "2" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      nodeSelector: { "nvidia.com/gpu.present": "true" },
    });
  });

  it("keeps to a pool that is named", () => {
    expect(gpuPlacement({ count: 1, pool: "serving" }, "x.gpu").nodeSelector).toEqual({
      "towpath.dev/pool": "serving",
    });
  });

  it.each([0, -1, 1.5, NaN])("refuses %s GPUs, and says where", (count) => {
    expect(() => gpuPlacement({ count }, "x.gpu")).toThrow(`x.gpu: found ${count}; expected`);
  });
});

import { expect, it } from "vitest";
import { componentsOf, gpuRequestsOf, isGpuResource, toleratesGpuTaint } from "./requests";

it.each(["nvidia.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/mig-1g.10gb"])(
  "takes %s for a GPU",
  (name) => {
    expect(isGpuResource(name)).toBe(true);
  },
);

it.each(["memory", "nvidia.com/gpu-memory", "amd.com/gpu"])("takes %s for no GPU", (name) => {
  expect(isGpuResource(name)).toBe(false);
});

it("finds what init containers ask, too, each resource once", () => {
  const gpu = { "nvidia.com/gpu": 1 };
  const found = gpuRequestsOf({
    initContainers: [{ name: "fetch", resources: { limits: gpu, requests: gpu } }],
    containers: [{ name: "model", resources: { requests: { cpu: "1" } } }],
  });
  expect(found.map(({ container, resource }) => [container.name, resource])).toEqual([
    ["fetch", "nvidia.com/gpu"],
  ]);
});

it("takes a toleration for the taint's only where key and effect fit", () => {
  const tolerates = (toleration: object) => toleratesGpuTaint({ tolerations: [toleration] });
  expect(tolerates({ key: "nvidia.com/gpu", operator: "Exists" })).toBe(true);
  expect(tolerates({ operator: "Exists" })).toBe(true);
  expect(tolerates({ key: "nvidia.com/gpu", operator: "Exists", effect: "NoExecute" })).toBe(false);
  expect(tolerates({ key: "spot", operator: "Exists" })).toBe(false);
});

it("reads the components from a URN, and none where the resource stands alone", () => {
  expect(componentsOf("urn:pulumi:dev::towpath::a:b:C$d:e:F$aws:s3/bucket:Bucket::x")).toEqual([
    "a:b:C",
    "d:e:F",
  ]);
  expect(componentsOf("urn:pulumi:dev::towpath::aws:s3/bucket:Bucket::x")).toEqual([]);
});

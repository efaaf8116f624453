import { type Container, containersOf, type PodSpec } from "../reading/pods";

/** The taint of GPU nodes, and the resource that the device plugin offers. */
export const GPU = "nvidia.com/gpu";

/**
 * Resources that are GPUs or parts of one: whole ones, turns (`nvidia.com/gpu.shared` where sharing
 * renames them), and MIG slices (`nvidia.com/mig-1g.10gb`).
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/README.md
 */
export function isGpuResource(name: string): boolean {
  return name === GPU || name === `${GPU}.shared` || name.startsWith("nvidia.com/mig-");
}

/** A container's request for one GPU resource. */
export interface GpuRequest {
  readonly container: Container;
  readonly resource: string;
}

/** What a pod's containers ask of GPUs, by limit or by request. */
export function gpuRequestsOf(spec: PodSpec): readonly GpuRequest[] {
  return containersOf(spec).flatMap((container) => {
    const { limits = {}, requests = {} } = container.resources ?? {};
    const names = new Set([...Object.keys(limits), ...Object.keys(requests)]);
    return [...names].filter(isGpuResource).map((resource) => ({ container, resource }));
  });
}

/** Does a pod get past the taint of GPU nodes? */
export function toleratesGpuTaint(spec: PodSpec): boolean {
  return (spec.tolerations ?? []).some(
    ({ key, operator, effect }) =>
      // Exists without a key tolerates everything.
      (key === GPU || ((key === undefined || key === "") && operator === "Exists")) &&
      (effect === undefined || effect === "" || effect === "NoSchedule"),
  );
}

/** Types of the components that a resource lies in, from its URN. */
export function componentsOf(urn: string): readonly string[] {
  return (urn.split("::")[2] ?? "").split("$").slice(0, -1);
}

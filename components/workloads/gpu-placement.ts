import type { types } from "@pulumi/kubernetes";

/** GPUs of one pod. */
export interface GpuCount {
  /** Whole GPUs, from 1. */
  readonly count: number;
  /** A key of the stack file's gpu_pools. @default any node with a GPU */
  readonly pool?: string | undefined;
}

/** What a request for GPUs brings to a pod by itself. */
export interface GpuPlacement {
  /** For requests and limits both: they must be equal for GPUs. */
  readonly resources: Readonly<Record<string, string>>;
  readonly tolerations: types.input.core.v1.Toleration[];
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/**
 * Puts a pod on nodes with GPUs: counted, past their taint (rule GPU-2), in the pool that it names.
 * @param place where the request stands, for the message
 * @throws RangeError for anything but a whole number from 1; the loader has said so with the line
 * @see https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
 */
export function gpuPlacement({ count, pool }: GpuCount, place: string): GpuPlacement {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${place}: found ${count}; expected a whole number of GPUs from 1`);
  }
  return {
    resources: { "nvidia.com/gpu": String(count) },
    tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    nodeSelector:
      pool === undefined ? { "nvidia.com/gpu.present": "true" } : { "towpath.dev/pool": pool },
  };
}

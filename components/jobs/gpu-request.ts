import type { types } from "@pulumi/kubernetes";
import type { GpuRequest } from "../../lib/job-config";

/**
 * The class of pods that train on GPUs. Just below everything without a class, so that a served model
 * takes a GPU from a training and never the other way round; above -10, below which the autoscaler
 * adds no nodes for a pod.
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
 *   `--expendable-pods-priority-cutoff`
 */
export const TRAINING_PRIORITY = { name: "towpath-training", value: -5 } as const;

/** What a request for GPUs brings to a pod by itself. */
export interface GpuPlacement {
  /** For requests and limits both: they must be equal for GPUs. */
  readonly resources: Readonly<Record<string, string>>;
  readonly tolerations: types.input.core.v1.Toleration[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly priorityClassName: string;
}

/**
 * Puts a pod on nodes with GPUs: counted, past their taint (rule GPU-2), in the pool that it names.
 * @param place where the request stands, for the message
 * @throws RangeError for anything but a whole number from 1; the loader has said so with the line
 * @see https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
 */
export function gpuPlacement({ count, pool }: GpuRequest, place = "cluster.gpu"): GpuPlacement {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${place}.count: found ${count}; expected a whole number of GPUs from 1`);
  }
  return {
    resources: { "nvidia.com/gpu": String(count) },
    tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    nodeSelector:
      pool === undefined ? { "nvidia.com/gpu.present": "true" } : { "towpath.dev/pool": pool },
    priorityClassName: TRAINING_PRIORITY.name,
  };
}

import type { GpuRequest } from "../../lib/job-config";
import { gpuPlacement as placementOf, type GpuPlacement } from "../workloads/gpu-placement";

/**
 * The class of pods that train on GPUs. Just below everything without a class, so that a served model
 * takes a GPU from a training and never the other way round; above -10, below which the autoscaler
 * adds no nodes for a pod.
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
 *   `--expendable-pods-priority-cutoff`
 */
export const TRAINING_PRIORITY = { name: "towpath-training", value: -5 } as const;

/**
 * What a job's request for GPUs brings to its pod: a place on their nodes, and the class of trainings.
 * @param place where the request stands, for the message
 * @throws RangeError for anything but a whole number from 1
 */
export function gpuPlacement(
  request: GpuRequest,
  place = "cluster.gpu",
): GpuPlacement & { readonly priorityClassName: string } {
  return {
    ...placementOf(request, `${place}.count`),
    priorityClassName: TRAINING_PRIORITY.name,
  };
}

import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { TRAINING_PRIORITY } from "./gpu-request";

/**
 * Declares the class of pods that train on GPUs: once a cluster, since classes have no namespace.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
export function trainingPriority(
  labels: Readonly<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.scheduling.v1.PriorityClass {
  return new kubernetes.scheduling.v1.PriorityClass(
    "training-priority",
    {
      // Fixed: pods refer to it by name.
      metadata: { name: TRAINING_PRIORITY.name, labels: { ...labels } },
      value: TRAINING_PRIORITY.value,
      // A training waits for a GPU; it never takes one.
      preemptionPolicy: "Never",
      globalDefault: false,
      description: "Trainings on GPUs: they yield to everything that is served.",
    },
    opts,
  );
}

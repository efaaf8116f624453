import type { types } from "@pulumi/kubernetes";
import type { ServiceResources } from "../config/service-running";
import { IN_FLIGHT_METRIC, IN_FLIGHT_TARGET } from "./server-settings";

/** Pods of a version, at least and at most. */
export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** What the service's file says, and at least what the posture asks for. */
export function replicaRange(asked: ServiceResources["replicas"], least: number): ReplicaRange {
  const min = Math.max(asked.min, least);
  return { min, max: Math.max(asked.max, min) };
}

/**
 * How many pods of a version there are. By CPU everywhere; by requests in flight where the cluster
 * answers custom metrics, since a request that waits takes no CPU.
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
export function autoscalerSpec(
  deployment: string,
  range: ReplicaRange,
  customMetrics: boolean,
): types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  const inFlight = {
    type: "Pods",
    pods: {
      metric: { name: IN_FLIGHT_METRIC },
      target: { type: "AverageValue", averageValue: String(IN_FLIGHT_TARGET) },
    },
  };
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas: range.min,
    maxReplicas: range.max,
    metrics: [
      {
        type: "Resource",
        // Of what a pod asks for: the rest is for the half minute until another pod is there.
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
      },
      ...(customMetrics ? [inFlight] : []),
    ],
    behavior: {
      // Up at once, down after five quiet minutes: a wave of requests comes back.
      scaleUp: { stabilizationWindowSeconds: 0 },
      scaleDown: { stabilizationWindowSeconds: 300 },
    },
  };
}

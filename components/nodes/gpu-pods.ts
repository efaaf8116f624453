import { PROFILE_LABEL } from "./gpu-profile";
import { GPU_TAINT } from "./pool-settings";

/** Who a pod of the GPU software may be: nobody in the cluster, root on its node without powers. */
export interface GpuPodSecurity {
  /** Linux capabilities added to none at all. */
  readonly add: readonly string[];
}

/**
 * Puts a pod on GPU nodes and nowhere else: the label that pools give their nodes, and the one taint
 * they carry. Rule GPU-1 the other way round: no other pod may have this toleration without a GPU.
 */
export function gpuNodesOnly(profile?: string) {
  return {
    nodeSelector: {
      "nvidia.com/gpu.present": "true",
      ...(profile !== undefined && { [PROFILE_LABEL]: profile }),
    },
    tolerations: [{ key: GPU_TAINT.key, operator: "Exists", effect: "NoSchedule" }],
  };
}

/**
 * Root without capabilities: the directories of kubelet's sockets belong to root (pkg/kubelet makes
 * them 0750), so another user sees nothing there, and root needs no more than to be their owner.
 */
export function rootWithout({ add }: GpuPodSecurity) {
  return {
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsUser: 0,
    runAsNonRoot: false,
    capabilities: { drop: ["ALL"], ...(add.length > 0 && { add: [...add] }) },
  };
}

/** Of every pod: no API token, the runtime's system-call filter. Rules K8S-3 and K8S-8. */
export const QUIET_POD = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: { seccompProfile: { type: "RuntimeDefault" } },
  // As in both of NVIDIA's manifests: without these pods the node's GPUs are of no use to anybody.
  priorityClassName: "system-node-critical",
} as const;

/**
 * One node at a time. No PodDisruptionBudget: evictions ignore DaemonSet pods (`kubectl drain
 * --ignore-daemonsets`, and node groups do the same), so a budget could only stop the drain.
 */
export const ONE_NODE_AT_A_TIME = {
  type: "RollingUpdate",
  rollingUpdate: { maxUnavailable: 1 },
} as const;

/** Labels of everything of one piece of software: who it is, and what the caller adds. */
export function softwareLabels(name: string, labels: Readonly<Record<string, string>>) {
  return {
    ...labels,
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "towpath",
    "app.kubernetes.io/component": "nodes",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

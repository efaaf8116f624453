import type { types } from "@pulumi/kubernetes";
import type { VllmSettings } from "../config/vllm";
import { bundleParts, type MountedBundle } from "../workloads/bundle";
import { gpuPlacement } from "../workloads/gpu-placement";
import type { WorkloadIdentity } from "../workloads/identity";
import * as pod from "../workloads/pod-security";
import * as vllm from "./vllm-settings";

export interface VllmPodFacts {
  readonly settings: VllmSettings;
  /** The image of vLLM, by digest where one is known. */
  readonly image: string;
  /** The Node.js image, for the init container. */
  readonly nodeImage: string;
  readonly fetch: MountedBundle;
  readonly identity: WorkloadIdentity;
  readonly selector: Readonly<Record<string, string>>;
}

/**
 * The user that the image is made for beside root: it has a name and a home, and belongs to group 0.
 * @see https://github.com/vllm-project/vllm/blob/v0.28.0/docs/deployment/docker.md "Run as a non-root user"
 */
const USER = { runAsUser: 2000, runAsGroup: 0, fsGroup: 0 };

/**
 * GiB for what is written beside the weights: compiled kernels and their caches. They are lost with
 * the pod, so that a new one compiles anew and runs nothing that another has left.
 */
const SCRATCH = "10Gi";

/** A pod that fetches and verifies the weights, then serves them on GPUs of its own. */
export function vllmPodSpec(facts: VllmPodFacts): types.input.core.v1.PodSpec {
  const { identity, settings } = facts;
  const fetch = bundleParts(facts.fetch);
  const gpu = gpuPlacement({ count: settings.gpu, pool: settings.pool }, "vllm.gpu");
  const memory = `${settings.memory_gib}Gi`;
  return {
    serviceAccountName: identity.serviceAccountName,
    automountServiceAccountToken: false,
    // Beside the usual reason: a Service called vllm would set VLLM_PORT to an address.
    enableServiceLinks: false,
    securityContext: { ...pod.POD_SECURITY, ...USER },
    terminationGracePeriodSeconds: vllm.TERMINATION_SECONDS,
    topologySpreadConstraints: pod.topologySpread(facts.selector),
    nodeSelector: { ...gpu.nodeSelector },
    tolerations: gpu.tolerations,
    // No priority class: the default stands above the one of trainings, which yield.
    initContainers: [
      {
        name: "fetch",
        image: facts.nodeImage,
        command: fetch.command,
        env: [...weightsEnv(settings), ...identity.env],
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          requests: { cpu: "500m", memory: "128Mi", "ephemeral-storage": "64Mi" },
          limits: { memory: "512Mi", "ephemeral-storage": `${settings.weights_gib + 1}Gi` },
        },
        volumeMounts: [
          fetch.mount,
          { name: "weights", mountPath: vllm.WEIGHTS_FOLDER },
          pod.SCRATCH_MOUNT,
        ],
      },
    ],
    containers: [
      {
        name: "vllm",
        image: facts.image,
        command: vllm.vllmCommand(settings),
        env: pod.envVars(vllm.VLLM_ENV),
        workingDir: pod.SCRATCH_MOUNT.mountPath,
        ports: [{ name: "http", containerPort: vllm.VLLM_PORT }],
        ...vllm.VLLM_PROBES,
        lifecycle: vllm.VLLM_LIFECYCLE,
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          requests: {
            cpu: `${Math.round(settings.cpu * 1000)}m`,
            memory,
            // The scheduler looks for a node whose disk takes the weights.
            "ephemeral-storage": `${settings.weights_gib}Gi`,
            ...gpu.resources,
          },
          limits: {
            memory,
            "ephemeral-storage": `${settings.weights_gib + 11}Gi`,
            ...gpu.resources,
          },
        },
        volumeMounts: [
          { name: "weights", mountPath: vllm.WEIGHTS_FOLDER, readOnly: true },
          { name: "shared-memory", mountPath: "/dev/shm" },
          pod.SCRATCH_MOUNT,
        ],
      },
    ],
    volumes: [
      fetch.volume,
      { name: "weights", emptyDir: { sizeLimit: `${settings.weights_gib}Gi` } },
      { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: vllm.SHARED_MEMORY } },
      pod.scratchVolume(SCRATCH),
    ],
  };
}

/** What apps/inference/fetch reads: what to fetch, what it must be, how much it may be. */
function weightsEnv({ weights, weights_gib: gib }: VllmSettings) {
  return pod.envVars({
    ARTIFACT_DIR: vllm.WEIGHTS_FOLDER,
    ARTIFACT_MAX_BYTES: String(gib * 2 ** 30),
    ARTIFACT_SHA256: weights.sha256,
    ARTIFACT_TIMEOUT_MS: String(vllm.FETCH_MINUTES * 60_000),
    ARTIFACT_URI: weights.uri,
  });
}

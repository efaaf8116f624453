import type { types } from "@pulumi/kubernetes";
import type { VllmSettings } from "../config/vllm";

/*
 * How vLLM runs in a pod: its arguments, its variables, its probes, and how it ends. Everything of
 * vLLM's own is that of version 0.28.0 at 2cf0a6915ce544dc493a0990f2ea38d81601128a.
 */

/** The port of the OpenAI-compatible server, in its pod and at its Service. */
export const VLLM_PORT = 8000;

/** Where the verified weights lie. */
export const WEIGHTS_FOLDER = "/weights";

/** Seconds that a pod keeps serving after it has been told to go, until every front has heard it. */
const LEAVE_SECONDS = 10;
/** Seconds for what it is answering then: a front waits 8 s for an answer (docs/serving-standard.md). */
const DRAIN_SECONDS = 20;
/** Seconds after which the kubelet kills what is left. */
export const TERMINATION_SECONDS = LEAVE_SECONDS + DRAIN_SECONDS + 15;

/** Minutes that the init container may fetch for. */
export const FETCH_MINUTES = 30;
/** Minutes from verified weights to the first answer: loading, measuring memory, compiling. */
const START_MINUTES = 30;
/** Minutes until a node with a GPU is there and has pulled the image. */
const NODE_MINUTES = 20;
/** Minutes after which a rollout has failed. */
export const ROLLOUT_MINUTES = NODE_MINUTES + FETCH_MINUTES + START_MINUTES;

/** Shared memory, which the processes of one model pass tensors through; counts as the pod's memory. */
export const SHARED_MEMORY = "2Gi";

/**
 * The command. `vllm serve` whatever the image's entry point is; weights by a path, so that no name is
 * looked up anywhere.
 * @see https://docs.vllm.ai/en/stable/cli/serve/
 */
export function vllmCommand(settings: VllmSettings): string[] {
  const { gpu, gpu_memory_utilization: memory, max_model_len: length, model } = settings;
  return [
    "vllm",
    "serve",
    WEIGHTS_FOLDER,
    `--served-model-name=${model}`,
    "--host=0.0.0.0",
    `--port=${VLLM_PORT}`,
    `--tensor-parallel-size=${gpu}`,
    // What is being answered when the pod must go is answered; without it vLLM cuts off at once.
    `--shutdown-timeout=${DRAIN_SECONDS}`,
    ...(length === undefined ? [] : [`--max-model-len=${length}`]),
    ...(memory === undefined ? [] : [`--gpu-memory-utilization=${memory}`]),
    ...extraArgs(settings.extra_args),
  ];
}

/** `max_num_seqs: 8` → `--max-num-seqs=8`; `enforce_eager: false` → `--no-enforce-eager`. */
function extraArgs(args: VllmSettings["extra_args"]): string[] {
  return Object.entries(args)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => {
      const flag = key.replaceAll("_", "-");
      if (typeof value === "boolean") return value ? `--${flag}` : `--no-${flag}`;
      return `--${flag}=${String(value)}`;
    });
}

/**
 * Variables. Offline, so that what runs is what was promoted: a file that the weights lack is an
 * error, not a download. Every cache is in the one folder that can be written; libraries that would
 * look a user up find the name here.
 */
export const VLLM_ENV: Readonly<Record<string, string>> = {
  DO_NOT_TRACK: "1",
  HF_HUB_OFFLINE: "1",
  HOME: "/tmp",
  TORCHINDUCTOR_CACHE_DIR: "/tmp/torchinductor",
  TRANSFORMERS_OFFLINE: "1",
  TRITON_CACHE_DIR: "/tmp/triton",
  USER: "vllm",
  VLLM_CACHE_ROOT: "/tmp/vllm",
  VLLM_NO_USAGE_STATS: "1",
};

/** As for the server in front: the kubelet's own sleep, which needs no program in the image. */
export const VLLM_LIFECYCLE: types.input.core.v1.Lifecycle = {
  preStop: { sleep: { seconds: LEAVE_SECONDS } },
};

const health = { httpGet: { path: "/health", port: "http" } };

/**
 * vLLM answers /health once the model is loaded, and 503 when its engine has died.
 * - startup: as long as loading may take; a restart would begin it anew.
 * - readiness: out after 6 s.
 * - liveness: a minute, since a restart costs minutes.
 */
export const VLLM_PROBES = {
  startupProbe: {
    ...health,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: START_MINUTES * 6,
  },
  readinessProbe: { ...health, periodSeconds: 3, timeoutSeconds: 2, failureThreshold: 2 },
  livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6 },
} satisfies Record<string, types.input.core.v1.Probe>;

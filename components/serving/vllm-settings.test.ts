import { describe, expect, it } from "vitest";
import { readConfig } from "../../apps/inference/server/config";
import { vllmSchema } from "../config/vllm";
import * as vllm from "./vllm-settings";

const WEIGHTS = { uri: "s3://artifacts/small-chat-1", sha256: "f".repeat(64) };
const settings = (change: object = {}) =>
  vllmSchema.parse({
    model: "small-chat-1",
    weights: WEIGHTS,
    weights_gib: 20,
    gpu: 1,
    ...change,
  });

describe("vllmCommand", () => {
  it("serves a folder under the promised name, split over the pod's GPUs", () => {
    expect(vllm.vllmCommand(settings({ gpu: 4 }))).toEqual([
      "vllm",
      "serve",
      "/weights",
      "--served-model-name=small-chat-1",
      "--host=0.0.0.0",
      "--port=8000",
      "--tensor-parallel-size=4",
      "--shutdown-timeout=20",
    ]);
  });

  it("passes on what the file sets, in one order, and leaves the rest to vLLM", () => {
    const change = {
      max_model_len: 4096,
      gpu_memory_utilization: 0.8,
      extra_args: { max_num_seqs: 8, enforce_eager: false, enable_prefix_caching: true },
    };
    expect(vllm.vllmCommand(settings(change)).slice(8)).toEqual([
      "--max-model-len=4096",
      "--gpu-memory-utilization=0.8",
      "--enable-prefix-caching",
      "--no-enforce-eager",
      "--max-num-seqs=8",
    ]);
  });
});

describe("a pod's end", () => {
  it("waits for the fronts, then for as long as a front waits for an answer", () => {
    const front = readConfig({
      TOWPATH_ARTIFACT: "/artifact",
      TOWPATH_AUTH: "off",
      TOWPATH_UPSTREAM_URL: "http://triage-vllm:8000",
    });
    const leave = vllm.VLLM_LIFECYCLE.preStop as { sleep: { seconds: number } };
    const drain = Number(
      vllm
        .vllmCommand(settings())
        .find((arg) => arg.startsWith("--shutdown-timeout="))
        ?.split("=")[1],
    );
    expect(drain * 1000).toBeGreaterThan(front.UPSTREAM?.timeoutMs ?? Infinity);
    expect(vllm.TERMINATION_SECONDS).toBeGreaterThan(leave.sleep.seconds + drain);
    const { periodSeconds, failureThreshold } = vllm.VLLM_PROBES.readinessProbe;
    expect(periodSeconds * failureThreshold).toBeLessThan(leave.sleep.seconds);
  });
});

describe("a pod's start", () => {
  it("may take as long as the rollout waits, after node and weights", () => {
    const { periodSeconds, failureThreshold } = vllm.VLLM_PROBES.startupProbe;
    const minutes = (periodSeconds * failureThreshold) / 60 + vllm.FETCH_MINUTES;
    expect(minutes).toBeLessThan(vllm.ROLLOUT_MINUTES);
  });

  it("asks three different questions at one path", () => {
    const probes = Object.values(vllm.VLLM_PROBES);
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(3);
    expect(new Set(probes.map(({ httpGet }) => httpGet.path))).toEqual(new Set(["/health"]));
  });
});

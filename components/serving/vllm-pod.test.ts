import { describe, expect, it } from "vitest";
import { readFetchConfig } from "../../apps/inference/fetch/config";
import { vllmSchema } from "../config/vllm";
import { type VllmPodFacts, vllmPodSpec } from "./vllm-pod";
import { VLLM_ENV } from "./vllm-settings";

/** The parts of a spec that are looked at; the SDK's own type is a net of inputs. */
interface Spec {
  readonly nodeSelector: object;
  readonly tolerations: object[];
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly initContainers: readonly [Container];
  readonly containers: readonly [Container];
  readonly volumes: readonly { name: string; emptyDir?: { sizeLimit: string; medium?: string } }[];
}
interface Container {
  readonly image: string;
  readonly command: string[];
  readonly env: { name: string; value: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly resources: Record<"requests" | "limits", Record<string, string>>;
  readonly volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

const specOf = (change: object = {}) =>
  vllmPodSpec({
    settings: vllmSchema.parse({
      model: "small-chat-1",
      weights: { uri: "s3://artifacts/small-chat-1", sha256: "f".repeat(64) },
      weights_gib: 20,
      gpu: 1,
      ...change,
    }),
    image: "docker.io/vllm/vllm-openai:v0",
    nodeImage: "docker.io/library/node:24",
    // Only its name is used, by the cluster.
    fetch: {
      configMapName: "map",
      file: "fetch.js",
      sha256: "0",
    } as unknown as VllmPodFacts["fetch"],
    identity: {
      serviceAccountName: "triage",
      ready: [],
      env: [{ name: "AWS_REGION", value: "r" }],
    },
    selector: { "app.kubernetes.io/name": "triage" },
  }) as unknown as Spec;
const volumeOf = (spec: Spec, name: string) =>
  spec.volumes.find((volume) => volume.name === name)?.emptyDir;

describe("vllmPodSpec", () => {
  it("asks for whole GPUs, as many as it may use, on nodes that have them", () => {
    const spec = specOf({ gpu: 2, pool: "serving" });
    const [{ resources }] = spec.containers;
    expect(resources.requests["nvidia.com/gpu"]).toBe("2");
    expect(resources.limits["nvidia.com/gpu"]).toBe("2");
    expect(spec.nodeSelector).toEqual({ "towpath.dev/pool": "serving" });
    expect(spec.tolerations).toEqual([
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
    ]);
    // A pod's GPUs are the most that one of its containers asks for; the fetch needs none.
    expect(spec.initContainers[0].resources.limits).not.toHaveProperty("nvidia.com/gpu");
  });

  it("is restricted, and no root, though the image starts as root by itself", () => {
    const spec = specOf();
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 2000,
      runAsGroup: 0,
      seccompProfile: { type: "RuntimeDefault" },
    });
    for (const { securityContext } of [...spec.initContainers, ...spec.containers]) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.enableServiceLinks).toBe(false);
  });

  it("writes to nothing but volumes: caches, and shared memory between its processes", () => {
    const spec = specOf();
    const [server] = spec.containers;
    const writable = server.volumeMounts
      .filter(({ readOnly }) => readOnly !== true)
      .map(({ mountPath }) => mountPath);
    expect(writable.sort()).toEqual(["/dev/shm", "/tmp"]);
    for (const [name, value] of Object.entries(VLLM_ENV)) {
      if (/HOME|CACHE/.test(name)) expect(value).toMatch(/^\/tmp/);
    }
    expect(volumeOf(spec, "shared-memory")).toEqual({ medium: "Memory", sizeLimit: "2Gi" });
  });

  it("fetches no more than fits the volume, checks the digest, and keeps the store's keys to that", () => {
    const spec = specOf();
    const [fetch] = spec.initContainers;
    const env = Object.fromEntries(fetch.env.map(({ name, value }) => [name, value]));
    expect(readFetchConfig(env)).toMatchObject({
      ARTIFACT_URI: "s3://artifacts/small-chat-1",
      ARTIFACT_SHA256: "f".repeat(64),
      ARTIFACT_DIR: "/weights",
      ARTIFACT_MAX_BYTES: 20 * 2 ** 30,
      ARTIFACT_TIMEOUT_MS: 1_800_000,
    });
    expect(volumeOf(spec, "weights")).toEqual({ sizeLimit: "20Gi" });
    const [server] = spec.containers;
    expect(server.env.map(({ name }) => name)).not.toContain("AWS_REGION");
    expect(server.volumeMounts).toContainEqual({
      name: "weights",
      mountPath: "/weights",
      readOnly: true,
    });
  });

  it("asks no hub for anything at run time", () => {
    const [server] = specOf().containers;
    for (const name of ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "VLLM_NO_USAGE_STATS"]) {
      expect(server.env).toContainEqual({ name, value: "1" });
    }
    expect(server.command.slice(0, 3)).toEqual(["vllm", "serve", "/weights"]);
  });
});

import { describe, expect, it } from "vitest";
import { DevicePlugin, type DevicePluginArgs } from "./device-plugin";
import { only, record, valueOf } from "./testing";

const image = "nvcr.io/nvidia/k8s-device-plugin@sha256:0";
const args: DevicePluginArgs = {
  image,
  namespace: "gpu",
  labels: { "towpath.dev/owner": "platform" },
};
const PARENT = "towpath:nodes:DevicePlugin plugin";

const build = (changes: Partial<DevicePluginArgs> = {}, preview = false) =>
  record((opts) => new DevicePlugin("plugin", { ...args, ...changes }, opts), { preview });

/** The pod of a DaemonSet, as far as tests look into it. */
interface Pod {
  nodeSelector: Record<string, string>;
  tolerations: unknown[];
  priorityClassName: string;
  automountServiceAccountToken: boolean;
  containers: {
    image: string;
    env: { name: string }[];
    securityContext: Record<string, unknown>;
  }[];
  volumes: { name: string; hostPath?: { path: string }; configMap?: { name: string } }[];
}
const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { spec: Pod } }).template.spec;

describe("DevicePlugin", () => {
  it("is an account, isolation, a configuration and a DaemonSet", async () => {
    const { registered } = await build();
    // Sorted: registrations of different API groups overtake each other.
    expect(registered.map(({ type, name }) => `${type} ${name}`).sort()).toEqual(
      [
        PARENT,
        "kubernetes:core/v1:ServiceAccount plugin-account",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy plugin-isolation",
        "kubernetes:core/v1:ConfigMap plugin-exclusive-config",
        "kubernetes:apps/v1:DaemonSet plugin-exclusive",
      ].sort(),
    );
    for (const child of registered.slice(1)) {
      expect(child).toMatchObject({ parent: PARENT, provider: "cluster" });
      expect(child.inputs.metadata).toMatchObject({
        namespace: "gpu",
        labels: {
          "towpath.dev/owner": "platform",
          "app.kubernetes.io/name": "nvidia-device-plugin",
        },
      });
    }
  });

  it("runs on the GPU nodes of its profile and nowhere else", async () => {
    const { registered } = await build();
    const pod = podOf(only(registered, "plugin-exclusive").inputs);
    expect(pod.nodeSelector).toEqual({
      "nvidia.com/gpu.present": "true",
      "nvidia.com/device-plugin.config": "exclusive",
    });
    expect(pod.tolerations).toEqual([
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
    ]);
    expect(pod.priorityClassName).toBe("system-node-critical");
  });

  it("is root without powers: no capability, no escalation, no token, no network", async () => {
    const { registered } = await build();
    const pod = podOf(only(registered, "plugin-exclusive").inputs);
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]).toMatchObject({
      image,
      command: ["nvidia-device-plugin"],
      securityContext: {
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.volumes.flatMap(({ hostPath }) => hostPath?.path ?? [])).toEqual([
      "/var/lib/kubelet/device-plugins",
    ]);
    expect(only(registered, "plugin-isolation").inputs.spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "nvidia-device-plugin" } },
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("has a DaemonSet for each profile, which a changed configuration rolls out", async () => {
    const { registered, result } = await build({
      profiles: { exclusive: {}, shared: { timeSlicingReplicas: 4 } },
    });
    const config = only(registered, "plugin-shared-config").inputs;
    expect(config).toMatchObject({ immutable: true });
    expect((config.data as Record<string, string>)["config.yaml"]).toMatch(/replicas: 4/);
    const pod = podOf(only(registered, "plugin-shared").inputs);
    expect(pod.volumes).toContainEqual({
      name: "config",
      configMap: { name: "plugin-shared-config" },
    });
    expect(await valueOf(result.daemonSets)).toEqual({
      exclusive: "plugin-exclusive",
      shared: "plugin-shared",
    });
  });

  it("gets SYS_ADMIN for MIG and only there", async () => {
    const { registered } = await build({
      profiles: { exclusive: {}, cut: { migStrategy: "single" } },
    });
    const [cut] = podOf(only(registered, "plugin-cut").inputs).containers;
    expect(cut?.securityContext.capabilities).toEqual({ drop: ["ALL"], add: ["SYS_ADMIN"] });
    expect(cut?.env.map(({ name }) => name)).toContain("NVIDIA_MIG_MONITOR_DEVICES");
    const [exclusive] = podOf(only(registered, "plugin-exclusive").inputs).containers;
    expect(exclusive?.securityContext.capabilities).toEqual({ drop: ["ALL"] });
  });

  it("previews while nothing exists", async () => {
    const { registered } = await build({}, true);
    expect(podOf(only(registered, "plugin-exclusive").inputs).containers[0]?.image).toBe(image);
  });

  it("refuses profiles that the plugin would not read, all in one message", async () => {
    const profiles = { "Not a name": {}, shared: { timeSlicingReplicas: 0 } };
    await expect(build({ profiles })).rejects.toThrow(/^device plugin:(\n {2}profiles\..+){2}$/);
  });
});

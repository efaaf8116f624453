import { join } from "node:path";
import type { NodeTools } from "./node-tools";

/** Addresses of pods on the real node: a range that is for documentation, so nobody's network. */
const POD_RANGE = "198.51.100.0/24";
/**
 * The machine's own address among them, which the network plugin gives to its end of each pod's pair
 * of interfaces. It is there while a pod is, and nobody outside the machine reaches it.
 */
export const MACHINE_ADDRESS = "198.51.100.1";

/**
 * containerd's configuration, version 2, which 1.6 and 1.7 read.
 * https://github.com/containerd/containerd/blob/release/1.6/docs/cri/config.md
 */
export function containerdConfig(folder: string, tools: NodeTools, pause: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const at = (...parts: string[]) => JSON.stringify(join(folder, ...parts));
  return `version = 2
root = ${at("containerd", "root")}
state = ${at("containerd", "state")}
[grpc]
  address = ${at("containerd.sock")}
[plugins."io.containerd.internal.v1.opt"]
  path = ${at("containerd", "opt")}
[${cri}]
  sandbox_image = ${JSON.stringify(pause)}
  netns_mounts_under_state_dir = true
  # Root of a container or of a virtual machine may lack CAP_SYS_RESOURCE, and runc then fails.
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
[${cri}.cni]
  bin_dir = ${JSON.stringify(tools.cni)}
  conf_dir = ${at("net")}
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  BinaryName = ${JSON.stringify(tools.runc)}
  SystemdCgroup = false
`;
}

/** Pods' network: a pair of interfaces each, no bridge, and no way out of the machine. */
export function networkConfig(folder: string): string {
  return JSON.stringify({
    cniVersion: "0.4.0",
    name: "towpath-pods",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet: POD_RANGE }]],
          routes: [{ dst: "0.0.0.0/0" }],
          dataDir: join(folder, "addresses"),
        },
      },
    ],
  });
}

/** https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
export function kubeletConfig(
  folder: string,
  { cgroup, port }: { readonly cgroup: string; readonly port: number },
): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: "127.0.0.1",
    port,
    readOnlyPort: 0,
    healthzPort: 0,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: `unix://${join(folder, "containerd.sock")}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: cgroup,
    failSwapOn: false,
    podLogsDir: join(folder, "pod-logs"),
    volumePluginDir: join(folder, "volume-plugins"),
    resolvConf: "",
    makeIPTablesUtilChains: false,
    // The machine's disk is not the test's to judge.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      "imagefs.available": "0%",
      "memory.available": "0%",
      "nodefs.available": "0%",
      "nodefs.inodesFree": "0%",
    },
    // What the test waits for.
    nodeStatusUpdateFrequency: "2s",
    syncFrequency: "5s",
  });
}

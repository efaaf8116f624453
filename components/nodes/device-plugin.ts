import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  gpuNodesOnly,
  ONE_NODE_AT_A_TIME,
  QUIET_POD,
  rootWithout,
  softwareLabels,
} from "./gpu-pods";
import {
  devicePluginConfig,
  EXCLUSIVE,
  profileProblems,
  type GpuProfile,
  type GpuProfiles,
} from "./gpu-profile";
import { withLogSpace } from "./log-space";

export interface DevicePluginArgs {
  /** `nvcr.io/nvidia/k8s-device-plugin`, by digest. */
  readonly image: pulumi.Input<string>;
  /** The namespace; it must admit hostPath volumes (pod security `privileged`). */
  readonly namespace: pulumi.Input<string>;
  /**
   * How GPUs are shared, by name; pools choose with `gpu.profile`. One DaemonSet each. Plain.
   * @default { exclusive: {} }
   */
  readonly profiles?: GpuProfiles;
  /** Labels of everything here: owner, environment, cost centre. */
  readonly labels: Readonly<Record<string, string>>;
}

const NAME = "nvidia-device-plugin";
const CONFIG_DIR = "/etc/nvidia-device-plugin";

/**
 * NVIDIA's device plugin: what makes the GPUs of a node `nvidia.com/gpu` that pods can ask for.
 * EKS's NVIDIA image has the driver and the container toolkit, not this.
 * https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-k8s-device-plugin.html
 *
 * A DaemonSet for each profile, chosen by NVIDIA's own node label. The chart does that with a
 * sidecar which watches its node through the API and signals the plugin; here the plugin has no
 * token, no second container and no shared process namespace.
 */
export class DevicePlugin extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:DevicePlugin";

  /** Profile → the name of its DaemonSet. */
  readonly daemonSets: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: DevicePluginArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DevicePlugin.__pulumiType, name, { ...args }, opts);
    const profiles = checkedProfiles(args, this);
    const labels = softwareLabels(NAME, args.labels);
    const { namespace } = args;

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { namespace, labels }, automountServiceAccountToken: false },
      { parent: this },
    );
    new k8s.networking.v1.NetworkPolicy(
      `${name}-isolation`,
      {
        metadata: { namespace, labels },
        // It speaks to kubelet through a socket file: nothing in, nothing out.
        spec: {
          podSelector: { matchLabels: { "app.kubernetes.io/name": NAME } },
          policyTypes: ["Ingress", "Egress"],
        },
      },
      { parent: this },
    );
    const daemonSets = Object.entries(profiles).map(([profileName, profile]) => {
      const config = new k8s.core.v1.ConfigMap(
        `${name}-${profileName}-config`,
        {
          metadata: { namespace, labels },
          data: { "config.yaml": devicePluginConfig(profile) },
          // The plugin reads it once: a changed profile is a new ConfigMap and so a rollout.
          immutable: true,
        },
        { parent: this },
      );
      const selector = {
        "app.kubernetes.io/name": NAME,
        "towpath.dev/gpu-profile": profileName,
      };
      const daemonSet = new k8s.apps.v1.DaemonSet(
        `${name}-${profileName}`,
        {
          metadata: { namespace, labels: { ...labels, ...selector } },
          spec: {
            selector: { matchLabels: selector },
            updateStrategy: ONE_NODE_AT_A_TIME,
            template: {
              metadata: { labels: { ...labels, ...selector } },
              spec: {
                ...QUIET_POD,
                ...gpuNodesOnly(profileName),
                serviceAccountName: account.metadata.name,
                containers: [pluginContainer(args.image, profile)],
                volumes: [
                  {
                    name: "device-plugins",
                    // Where kubelet listens for plugins: the one host path of NVIDIA's manifest.
                    hostPath: { path: "/var/lib/kubelet/device-plugins", type: "Directory" },
                  },
                  { name: "config", configMap: { name: config.metadata.name } },
                ],
              },
            },
          },
        },
        { parent: this },
      );
      return [profileName, daemonSet.metadata.name] as const;
    });

    this.daemonSets = pulumi.output(Object.fromEntries(daemonSets));
    this.registerOutputs({ daemonSets: this.daemonSets });
  }
}

/** The profiles, after every check. @throws ResourceError with all problems in one message */
function checkedProfiles(args: DevicePluginArgs, plugin: DevicePlugin): GpuProfiles {
  const profiles = args.profiles ?? { [EXCLUSIVE]: {} };
  const problems = profileProblems(profiles);
  if (problems.length === 0) return profiles;
  const lines = problems.map((line) => `  ${line}`).join("\n");
  throw new pulumi.ResourceError(`device plugin:\n${lines}`, plugin, true);
}

/**
 * The container of NVIDIA's deployments/static/nvidia-device-plugin.yml at v0.20.0: escalation off and
 * all capabilities dropped, and SYS_ADMIN only to watch MIG devices, as the chart's
 * `requiresCapSysAdmin`. Not privileged: that is for passDeviceSpecs, which is off.
 *
 * No probes: it listens on no port, and ends when kubelet or a GPU fails it, which restarts it.
 */
function pluginContainer(image: pulumi.Input<string>, profile: GpuProfile) {
  const mig = (profile.migStrategy ?? "none") !== "none";
  return {
    name: "device-plugin",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["nvidia-device-plugin"],
    env: [
      { name: "CONFIG_FILE", value: `${CONFIG_DIR}/config.yaml` },
      { name: "NVIDIA_VISIBLE_DEVICES", value: "all" },
      { name: "NVIDIA_DRIVER_CAPABILITIES", value: "compute,utility" },
      ...(mig ? [{ name: "NVIDIA_MIG_MONITOR_DEVICES", value: "all" }] : []),
    ],
    securityContext: rootWithout({ add: mig ? ["SYS_ADMIN"] : [] }),
    // NVIDIA states none: ours, and generous for a process that waits.
    resources: withLogSpace({
      requests: { cpu: "20m", memory: "64Mi" },
      limits: { memory: "256Mi" },
    }),
    volumeMounts: [
      { name: "device-plugins", mountPath: "/var/lib/kubelet/device-plugins" },
      { name: "config", mountPath: CONFIG_DIR, readOnly: true },
    ],
  };
}

import { stringify } from "yaml";

/** How the device plugin offers MIG slices of GPUs that have been cut. */
export type MigStrategy = "none" | "single" | "mixed";

/** How the GPUs of a node are offered to pods. Plain data: it decides which resources exist. */
export interface GpuProfile {
  /**
   * Pods that take turns on one GPU. They share its memory and its faults: nothing isolates them.
   * @default 1 a pod has its GPU to itself
   * @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/README.md#with-cuda-time-slicing
   */
  readonly timeSlicingReplicas?: number;
  /**
   * Offer MIG slices. The plugin offers slices, it does not cut GPUs: cutting is the MIG manager's.
   * Other than "none", the plugin gets SYS_ADMIN, as in NVIDIA's chart: templates/_helpers.tpl,
   * `requiresCapSysAdmin`.
   * @default "none"
   */
  readonly migStrategy?: MigStrategy;
}

/** Profile name → profile. A GPU pool names the one that its nodes follow. */
export type GpuProfiles = Readonly<Record<string, GpuProfile>>;

/** The profile of pools that name none: one pod, one GPU. */
export const EXCLUSIVE = "exclusive";

/** NVIDIA's own label for "which configuration does this node follow". */
export const PROFILE_LABEL = "nvidia.com/device-plugin.config";

/** More than this many pods on a GPU is a typing mistake: each needs its own CUDA context's memory. */
const MOST_REPLICAS = 48;

/** What is wrong with profiles, a line each. */
export function profileProblems(profiles: GpuProfiles): string[] {
  const problems = Object.entries(profiles).flatMap(([name, profile]) => {
    const at = `profiles.${name}`;
    const replicas = profile.timeSlicingReplicas ?? 1;
    const lines: string[] = [];
    // Both a label's value and a part of resource names.
    if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
      lines.push(`${at}: a profile's name is lower-case letters, digits and dashes, at most 40`);
    }
    if (!Number.isSafeInteger(replicas) || replicas < 1 || replicas > MOST_REPLICAS) {
      lines.push(`${at}.timeSlicingReplicas: ${replicas}; expected 1 to ${MOST_REPLICAS}`);
    }
    if (replicas > 1 && profile.migStrategy === "mixed") {
      lines.push(
        `${at}: time slicing of nvidia.com/gpu offers nothing under migStrategy "mixed", whose ` +
          'resources are nvidia.com/mig-*; use "single", or one of the two',
      );
    }
    return lines;
  });
  return Object.keys(profiles).length === 0
    ? ["profiles: empty; expected at least { exclusive: {} }"]
    : problems;
}

/** `nvidia.com/gpu` that one node of a pool offers: what the autoscaler must expect of a new one. */
export function advertisedGpus(gpusPerInstance: number, profile: GpuProfile): number {
  return gpusPerInstance * (profile.timeSlicingReplicas ?? 1);
}

/**
 * A profile as the plugin's configuration file.
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/README.md#as-a-configuration-file
 */
export function devicePluginConfig(profile: GpuProfile): string {
  const replicas = profile.timeSlicingReplicas ?? 1;
  return stringify({
    version: "v1",
    flags: {
      migStrategy: profile.migStrategy ?? "none",
      // The plugin runs on GPU nodes only, so a GPU that it cannot see is an error.
      failOnInitError: true,
      plugin: { passDeviceSpecs: false, deviceListStrategy: "envvar", deviceIDStrategy: "uuid" },
    },
    // The plugin refuses fewer than 2 replicas (api/config/v1/replicas.go): leave the section out.
    ...(replicas > 1 && {
      sharing: {
        timeSlicing: {
          // A second replica is a second turn, not a second GPU: NVIDIA recommends to refuse it.
          failRequestsGreaterThanOne: true,
          resources: [{ name: "nvidia.com/gpu", replicas }],
        },
      },
    }),
  });
}

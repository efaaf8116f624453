import type { GpuPoolSize } from "./gpu-budget";
import { poolAmi } from "./instance-families";
import { EXCLUSIVE, PROFILE_LABEL } from "./gpu-profile";

/** How a pool's instances are bought. */
export type CapacityType = "on-demand" | "spot" | "reservation" | "capacity-block";

/** GPUs of a pool's nodes. Plain data: it decides labels, taints and tags. */
export interface PoolGpu {
  /** The GPU's model as stacks name it, e.g. `a10g`; the value of `towpath.dev/accelerator`. */
  readonly accelerator: string;
  /** Whole GPUs of one instance. */
  readonly perInstance: number;
  /**
   * The {@link GpuProfile} that its nodes follow, by name.
   * @default "exclusive"
   */
  readonly profile?: string;
  /**
   * `nvidia.com/gpu` that one node offers, after sharing: {@link advertisedGpus}.
   * @default perInstance
   */
  readonly advertised?: number;
}

/** The plain settings of a pool. */
export interface PoolSettings {
  /** EC2 types, most wanted first, e.g. `["m7i.large", "m6i.large"]`. All boot the same image. */
  readonly instanceTypes: readonly string[];
  /** Least nodes; 0 lets a GPU pool cost nothing while nobody uses it. */
  readonly min: number;
  /** Most nodes, a hard limit. Rule EKS-6. */
  readonly max: number;
  /** GiB of a node's disk: images, logs and emptyDir volumes. */
  readonly diskGib: number;
  /** How instances are bought. */
  readonly capacity: CapacityType;
  /**
   * What the nodes are for: present on a GPU pool, absent on the system pool.
   * @default no GPUs
   */
  readonly gpu?: PoolGpu;
}

/** AWS's bounds that a pool is checked against. */
const MOST_NODES = 450; // https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html
const LEAST_DISK_GIB = 20; // the image's own size: API_CreateNodegroup, diskSize default for Linux
const MOST_DISK_GIB = 16384; // gp3, https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
const MOST_TYPES = 20; // https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html

/** What is wrong with a pool, a line each: property, value, what is expected. */
export function poolProblems(
  pool: PoolSettings,
  placement: { readonly subnets: number; readonly reservation: boolean },
): string[] {
  const reserved = pool.capacity === "reservation" || pool.capacity === "capacity-block";
  const rules: [broken: boolean, line: string][] = [
    [!whole(pool.min, 0), `min: ${pool.min}; expected a number of nodes, 0 or more`],
    [!whole(pool.max, 1, MOST_NODES), `max: ${pool.max}; expected 1 to ${MOST_NODES} nodes`],
    [pool.min > pool.max, `min: ${pool.min} is more than max ${pool.max}`],
    [
      !whole(pool.diskGib, LEAST_DISK_GIB, MOST_DISK_GIB),
      `diskGib: ${pool.diskGib}; expected ${LEAST_DISK_GIB} to ${MOST_DISK_GIB} GiB`,
    ],
    [
      pool.gpu === undefined && pool.min < 1,
      `min: ${pool.min}; a pool without GPUs runs the cluster's own pods: at least 1`,
    ],
    [
      pool.gpu !== undefined && !whole(pool.gpu.perInstance, 1),
      `gpu.perInstance: ${pool.gpu?.perInstance ?? "?"}; expected 1 or more`,
    ],
    [
      pool.gpu?.advertised !== undefined && !whole(pool.gpu.advertised, 1),
      `gpu.advertised: ${pool.gpu?.advertised ?? "?"}; expected 1 or more`,
    ],
    [
      pool.gpu !== undefined && !isLabelValue(pool.gpu.accelerator),
      `gpu.accelerator: "${pool.gpu?.accelerator ?? ""}" cannot be a label's value; expected e.g. a10g`,
    ],
    [
      pool.instanceTypes.length > MOST_TYPES,
      `instanceTypes: ${pool.instanceTypes.length} types; at most ${MOST_TYPES}`,
    ],
    // One reservation is for one type in one zone:
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservation-overview.html
    [
      reserved && pool.instanceTypes.length !== 1,
      `instanceTypes: ${pool.instanceTypes.length} types; capacity ${pool.capacity} takes the reservation's one`,
    ],
    [
      reserved && placement.subnets !== 1,
      `subnetIds: ${placement.subnets} subnets; capacity ${pool.capacity} takes one, in the reservation's zone`,
    ],
    [
      reserved && !placement.reservation,
      `reservationId: missing; capacity ${pool.capacity} needs the reservation's id (cr-…)`,
    ],
    [
      !reserved && placement.reservation,
      `reservationId: not used by capacity ${pool.capacity}; remove it, or use "reservation"`,
    ],
    [placement.subnets < 1, "subnetIds: empty; name at least one private subnet"],
  ];
  return [
    ...rules.filter(([broken]) => broken).map(([, line]) => line),
    ...poolAmi(pool.instanceTypes, pool.gpu !== undefined).problems,
  ];
}

/** Labels of a pool's nodes, for selectors and for the autoscaler. */
export function nodeLabels(poolName: string, pool: PoolSettings): Record<string, string> {
  const common = {
    "towpath.dev/pool": poolName,
    "towpath.dev/capacity-type": pool.capacity,
    "towpath.dev/accelerator": pool.gpu?.accelerator ?? "none",
  };
  if (pool.gpu === undefined) return common;
  return {
    ...common,
    // What NVIDIA's own chart selects GPU nodes by where node feature discovery does not run:
    // k8s-device-plugin v0.20.0, deployments/helm/nvidia-device-plugin/values.yaml, `affinity`.
    "nvidia.com/gpu.present": "true",
    [PROFILE_LABEL]: pool.gpu.profile ?? EXCLUSIVE,
    // Until the plugin has offered a new node's GPUs the autoscaler would add another node and another;
    // this label tells it to wait: cluster-autoscaler/cloudprovider/aws/README.md, "Special note on GPU".
    "k8s.amazonaws.com/accelerator": `nvidia-${pool.gpu.accelerator}`,
  };
}

/** The taint that keeps everything without a toleration off GPU nodes. Rule GPU-2. */
export const GPU_TAINT = { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" } as const;

const TEMPLATE = "k8s.io/cluster-autoscaler/node-template";

/**
 * The part of a node's disk that pods may ask for, a little less than it is: the file system's own
 * part, what is reserved for the system, and the tenth below which kubelet evicts are taken off.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/
 */
const FREE_DISK = 0.8;

/**
 * Tags of the Auto Scaling group that tell the cluster autoscaler what a node of an empty pool would
 * be like. EKS sets the two discovery tags itself, but not these, and does not hand a node group's
 * tags on (https://github.com/aws/containers-roadmap/issues/608). The autoscaler's other source,
 * `eks:DescribeNodegroup`, "will not be called anymore" once a group has had nodes.
 * @see https://github.com/kubernetes/autoscaler/blob/55c37cd5/cluster-autoscaler/cloudprovider/aws/README.md
 */
export function scaleFromZeroTags(poolName: string, pool: PoolSettings): Record<string, string> {
  if (pool.gpu === undefined) return {};
  const labels = Object.entries(nodeLabels(poolName, pool));
  return {
    ...Object.fromEntries(labels.map(([label, value]) => [`${TEMPLATE}/label/${label}`, value])),
    [`${TEMPLATE}/taint/${GPU_TAINT.key}`]: `${GPU_TAINT.value}:NoSchedule`,
    [`${TEMPLATE}/resources/nvidia.com/gpu`]: String(pool.gpu.advertised ?? pool.gpu.perInstance),
    // Without it the autoscaler takes a node for one without a disk, and a pod that asks for ephemeral
    // storage never gets its first node: aws_manager.go, buildNodeFromTemplate.
    [`${TEMPLATE}/resources/ephemeral-storage`]: `${Math.floor(pool.diskGib * FREE_DISK)}Gi`,
  };
}

/** The part of such a tag's key that names it, fit for a resource's name. */
export function scaleFromZeroTagName(key: string): string {
  return key.replace(`${TEMPLATE}/`, "").replaceAll(/[/.]/g, "-");
}

/** GPU pools as the budget counts them. */
export function budgetSizes(pools: Readonly<Record<string, PoolSettings>>): GpuPoolSize[] {
  return Object.entries(pools).flatMap(([name, { gpu, max }]) =>
    gpu === undefined ? [] : [{ name, gpusPerInstance: gpu.perInstance, max }],
  );
}

function whole(value: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
function isLabelValue(value: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]{0,54}[A-Za-z0-9])?$/.test(value);
}

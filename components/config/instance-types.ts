/**
 * What the EC2 instance types that stack files may name have inside.
 *
 * Read from Karpenter's instance-type reference, which its authors generate from EC2's
 * `DescribeInstanceTypes`: github.com/aws/karpenter-provider-aws at commit 1d927085, 2026-08-21, file
 * website/content/en/docs/reference/instance-types.md. {@link instanceSource} gives each row's page.
 * To add a type, add its row from that page, or from
 * `aws ec2 describe-instance-types --instance-types TYPE`.
 */

/** GPU models of the table, as the source writes them. */
export type GpuModel = "t4" | "a10g" | "l4" | "l40s" | "a100" | "h100";

/** The GPUs of one instance. */
export interface GpuSpec {
  /** Whole GPUs of one instance. */
  readonly count: number;
  readonly model: GpuModel;
  /** MiB of memory of one GPU, as EC2 reports them. */
  readonly memoryMib: number;
}

/** What one instance offers before the system takes its share. */
export interface InstanceSpec {
  /** vCPUs; also what EC2's service quotas count. */
  readonly vcpu: number;
  readonly memoryGib: number;
  /** null for a type without NVIDIA GPUs. */
  readonly gpu: GpuSpec | null;
}

const TABLE = {
  "m7i.large": { vcpu: 2, memoryGib: 8, gpu: null },
  "m7i.xlarge": { vcpu: 4, memoryGib: 16, gpu: null },
  "m7i.2xlarge": { vcpu: 8, memoryGib: 32, gpu: null },
  "m7i.4xlarge": { vcpu: 16, memoryGib: 64, gpu: null },
  "m6i.large": { vcpu: 2, memoryGib: 8, gpu: null },
  "m6i.xlarge": { vcpu: 4, memoryGib: 16, gpu: null },
  "m6i.2xlarge": { vcpu: 8, memoryGib: 32, gpu: null },
  "m6i.4xlarge": { vcpu: 16, memoryGib: 64, gpu: null },
  "g4dn.xlarge": { vcpu: 4, memoryGib: 16, gpu: { count: 1, model: "t4", memoryMib: 16384 } },
  "g4dn.2xlarge": { vcpu: 8, memoryGib: 32, gpu: { count: 1, model: "t4", memoryMib: 16384 } },
  "g4dn.4xlarge": { vcpu: 16, memoryGib: 64, gpu: { count: 1, model: "t4", memoryMib: 16384 } },
  "g4dn.8xlarge": { vcpu: 32, memoryGib: 128, gpu: { count: 1, model: "t4", memoryMib: 16384 } },
  "g4dn.12xlarge": { vcpu: 48, memoryGib: 192, gpu: { count: 4, model: "t4", memoryMib: 16384 } },
  "g5.xlarge": { vcpu: 4, memoryGib: 16, gpu: { count: 1, model: "a10g", memoryMib: 22888 } },
  "g5.2xlarge": { vcpu: 8, memoryGib: 32, gpu: { count: 1, model: "a10g", memoryMib: 22888 } },
  "g5.4xlarge": { vcpu: 16, memoryGib: 64, gpu: { count: 1, model: "a10g", memoryMib: 22888 } },
  "g5.8xlarge": { vcpu: 32, memoryGib: 128, gpu: { count: 1, model: "a10g", memoryMib: 22888 } },
  "g5.12xlarge": { vcpu: 48, memoryGib: 192, gpu: { count: 4, model: "a10g", memoryMib: 22888 } },
  "g5.48xlarge": { vcpu: 192, memoryGib: 768, gpu: { count: 8, model: "a10g", memoryMib: 22888 } },
  "g6.xlarge": { vcpu: 4, memoryGib: 16, gpu: { count: 1, model: "l4", memoryMib: 22888 } },
  "g6.2xlarge": { vcpu: 8, memoryGib: 32, gpu: { count: 1, model: "l4", memoryMib: 22888 } },
  "g6.4xlarge": { vcpu: 16, memoryGib: 64, gpu: { count: 1, model: "l4", memoryMib: 22888 } },
  "g6.12xlarge": { vcpu: 48, memoryGib: 192, gpu: { count: 4, model: "l4", memoryMib: 22888 } },
  "g6e.xlarge": { vcpu: 4, memoryGib: 32, gpu: { count: 1, model: "l40s", memoryMib: 45776 } },
  "g6e.2xlarge": { vcpu: 8, memoryGib: 64, gpu: { count: 1, model: "l40s", memoryMib: 45776 } },
  "g6e.12xlarge": { vcpu: 48, memoryGib: 384, gpu: { count: 4, model: "l40s", memoryMib: 45776 } },
  "p4d.24xlarge": { vcpu: 96, memoryGib: 1152, gpu: { count: 8, model: "a100", memoryMib: 40960 } },
  "p5.4xlarge": { vcpu: 16, memoryGib: 256, gpu: { count: 1, model: "h100", memoryMib: 81920 } },
  "p5.48xlarge": { vcpu: 192, memoryGib: 2048, gpu: { count: 8, model: "h100", memoryMib: 81920 } },
} as const satisfies Record<string, InstanceSpec>;

/** The types that stack files may name. */
export const INSTANCE_TYPES: Readonly<Record<string, InstanceSpec>> = TABLE;

/** Their names, in the table's order. */
export const INSTANCE_TYPE_NAMES: readonly string[] = Object.keys(TABLE);

/** The names of those that have GPUs. */
export const GPU_INSTANCE_TYPE_NAMES: readonly string[] = INSTANCE_TYPE_NAMES.filter(
  (name) => INSTANCE_TYPES[name]?.gpu !== null,
);

/**
 * Models that can be cut into MIG slices, as far as the table has them.
 * https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-gpus.html
 */
export const MIG_MODELS: readonly GpuModel[] = ["a100", "h100"];

/** What is inside a type, or undefined for one that the table does not know. */
export function instanceSpec(type: string): InstanceSpec | undefined {
  return Object.hasOwn(INSTANCE_TYPES, type) ? INSTANCE_TYPES[type] : undefined;
}

/** Whole GPUs of one instance; 0 for a type without. @throws Error for an unknown type */
export function gpusOf(type: string): number {
  const spec = instanceSpec(type);
  if (spec === undefined) throw new Error(`unknown instance type ${type}`);
  return spec.gpu?.count ?? 0;
}

/** Where a type's row was read: the section of Karpenter's reference. */
export function instanceSource(type: string): string {
  return `https://karpenter.sh/docs/reference/instance-types/#${type.replaceAll(".", "")}`;
}

import type { Environment } from "../../components/config/environment";
import type { PodSpec } from "../reading/pods";

/** The label of a node's pool, and of its accelerator: components/nodes/pool-settings.ts. */
export const POOL = "towpath.dev/pool";
const ACCELERATOR = "towpath.dev/accelerator";
/** Labels that GPU nodes alone have, by EKS's and NVIDIA's conventions. */
const OTHERS: readonly string[] = [
  "nvidia.com/gpu.present",
  "nvidia.com/gpu.product",
  "nvidia.com/device-plugin.config",
  "k8s.amazonaws.com/accelerator",
];

/** The parts of an affinity that choose nodes for certain. */
interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms?: readonly {
        readonly matchExpressions?: readonly {
          readonly key?: string;
          readonly operator?: string;
          readonly values?: readonly string[];
        }[];
      }[];
    };
  };
}

/** Is a pod held to nodes with GPUs, by its selector or by a node affinity that it requires? */
export function choosesGpuNodes(spec: PodSpec, environment: Environment): boolean {
  const selector = spec.nodeSelector ?? {};
  if (Object.keys(selector).some((key) => isGpuLabel(key, selector[key], environment))) return true;
  const required = (spec.affinity as Affinity | undefined)?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms ?? [];
  // Any one term is enough for the scheduler, so each must choose GPU nodes.
  return (
    terms.length > 0 &&
    terms.every(({ matchExpressions = [] }) =>
      matchExpressions.some(({ key = "", operator, values = [] }) =>
        operator === "Exists"
          ? isGpuLabel(key, undefined, environment)
          : operator === "In" &&
            values.length > 0 &&
            values.every((value) => isGpuLabel(key, value, environment)),
      ),
    )
  );
}

/** Do only nodes with GPUs carry a label? @param value undefined for any */
function isGpuLabel(key: string, value: string | undefined, environment: Environment): boolean {
  if (key === POOL) {
    // Nodes of a cluster that is there already have whatever labels their owner gave them.
    if (environment.kind !== "aws") return value !== undefined;
    return value !== undefined && Object.hasOwn(environment.gpu_pools, value);
  }
  // Every pool has an accelerator; "none" is the system pool's.
  if (key === ACCELERATOR) return value !== undefined && value !== "none";
  return OTHERS.includes(key) && value !== "false";
}

import type { Environment } from "./environment";
import type { GpuPool } from "./environment-schema";
import { gpusOf, instanceSpec } from "./instance-types";

/** The GPU pools that a pod may land in: the one that it names, or all. None outside of AWS. */
export function poolsFor(environment: Environment, pool: string | undefined): [string, GpuPool][] {
  if (environment.kind !== "aws") return [];
  return Object.entries(environment.gpu_pools).filter(
    ([name]) => pool === undefined || name === pool,
  );
}

/**
 * GPUs that one pod gets at most: they come from one node, and a shared GPU is asked for one by one.
 * Infinity in a cluster that is there already, whose nodes nobody here knows.
 */
export function mostGpusOfPod(environment: Environment, pool: string | undefined): number {
  if (environment.kind === "aws") {
    // The device plugin refuses a second replica: it would be a second turn, not a second GPU.
    const fitting = poolsFor(environment, pool).map(([, { instance_type: type, time_slicing }]) =>
      time_slicing !== undefined ? 1 : instanceSpec(type) === undefined ? 0 : gpusOf(type),
    );
    return Math.max(0, ...fitting);
  }
  const profiles = Object.values(environment.gpu_profiles);
  if (profiles.length === 0) return 0;
  return profiles.every(({ time_slicing }) => time_slicing !== undefined) ? 1 : Infinity;
}

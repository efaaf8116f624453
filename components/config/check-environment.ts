import { didYouMean } from "../../lib/nearest";
import type { YamlProblem } from "../../lib/zod-issues";
import { cidrOf, isPrivate, PRIVATE_RANGES } from "./cidr";
import type { AwsEnvironment, Environment } from "./environment";
import type { GpuPool } from "./environment-schema";
import {
  GPU_INSTANCE_TYPE_NAMES,
  gpusOf,
  INSTANCE_TYPE_NAMES,
  instanceSpec,
  MIG_MODELS,
} from "./instance-types";

/*
 * What one environment's stack file must fulfil beyond its schema. What concerns several files is
 * in cross-check.ts.
 */

/** The largest and the smallest VPC that three tiers of subnets in three zones fit in well. */
const VPC_PREFIX = { largest: 16, smallest: 20 } as const;

/** Everything wrong in an environment that its own file shows. Paths are inside the stack file. */
export function environmentProblems(environment: Environment): YamlProblem[] {
  const { tracking, settings, posture } = environment;
  const replicas =
    tracking.replicas < settings.replicas
      ? problem(
          ["tracking", "replicas"],
          `found ${tracking.replicas}; expected at least ${settings.replicas}, as posture ${posture} asks for`,
        )
      : [];
  return [...(environment.kind === "aws" ? awsProblems(environment) : []), ...replicas];
}

/** The path of something in `towpath:environment`. */
export function inEnvironment(path: readonly PropertyKey[]): PropertyKey[] {
  return ["config", "towpath:environment", ...path];
}

function problem(path: readonly PropertyKey[], message: string): YamlProblem[] {
  return [{ path: inEnvironment(path), message }];
}

function awsProblems(environment: AwsEnvironment): YamlProblem[] {
  return [
    ...regionProblems(environment),
    ...networkProblems(environment),
    ...systemPoolProblems(environment),
    ...Object.entries(environment.gpu_pools).flatMap(([name, pool]) => gpuPoolProblems(name, pool)),
    ...gpuBudgetProblems(environment),
    ...minMax(
      ["database"],
      environment.database.storage_gib,
      environment.database.max_storage_gib,
      ["storage_gib", "max_storage_gib"],
    ),
  ];
}

function regionProblems(environment: AwsEnvironment): YamlProblem[] {
  const { region, secondary_region: second, regions_allowed: allowed, settings } = environment;
  const primary = notAllowed(["config", "aws:region"], region, allowed);
  const path = ["secondary_region"];
  if (second === undefined) {
    const wanted = `missing; expected a region, since posture ${environment.posture} copies its buckets there`;
    return [...primary, ...(settings.replicateToSecondRegion ? problem(path, wanted) : [])];
  }
  const same = `found "${second}", which is aws:region; expected another`;
  return [
    ...primary,
    ...(second === region ? problem(path, same) : notAllowed(inEnvironment(path), second, allowed)),
  ];
}

function notAllowed(
  path: readonly PropertyKey[],
  region: string,
  allowed: readonly string[],
): YamlProblem[] {
  if (allowed.includes(region)) return [];
  const found = region === "" ? "missing" : `found "${region}"${didYouMean(region, allowed)}`;
  return [{ path, message: `${found}; expected one of regions_allowed: ${allowed.join(", ")}` }];
}

function networkProblems({ network, cluster, settings, posture }: AwsEnvironment): YamlProblem[] {
  const cidr = cidrOf(network.cidr);
  const size =
    cidr.prefix < VPC_PREFIX.largest || cidr.prefix > VPC_PREFIX.smallest
      ? problem(
          ["network", "cidr"],
          `found ${network.cidr}; expected a range from /${VPC_PREFIX.largest} to /${VPC_PREFIX.smallest}: pods take their addresses from it`,
        )
      : [];
  const open = isPrivate(cidr)
    ? []
    : problem(
        ["network", "cidr"],
        `found ${network.cidr}; expected a private range, inside ${PRIVATE_RANGES.join(" or ")}`,
      );
  const access = cluster.public_access_cidrs.flatMap((text, index) => {
    const path = ["cluster", "public_access_cidrs", index];
    if (settings.endpointExposure === "private") {
      return problem(
        path,
        `found ${text}; expected none: posture ${posture} has a private endpoint`,
      );
    }
    return cidrOf(text).prefix === 0
      ? problem(path, `found ${text}, which is everybody; expected the ranges that you work from`)
      : [];
  });
  return [...open, ...size, ...access];
}

function systemPoolProblems({ system_pool: pool }: AwsEnvironment): YamlProblem[] {
  const first = instanceSpec(pool.instance_types[0] ?? "");
  const types = pool.instance_types.flatMap((type, index) => {
    const path = ["system_pool", "instance_types", index];
    const spec = instanceSpec(type);
    if (spec === undefined) return unknownType(path, type, INSTANCE_TYPE_NAMES);
    if (spec.gpu !== null) {
      return problem(path, `found ${type}, which has GPUs; expected a type without, or a GPU pool`);
    }
    return first !== undefined && (spec.vcpu !== first.vcpu || spec.memoryGib !== first.memoryGib)
      ? problem(path, `found ${type}; expected the size of ${pool.instance_types[0] ?? ""}`)
      : [];
  });
  return [...types, ...minMax(["system_pool"], pool.min, pool.max)];
}

function gpuPoolProblems(name: string, pool: GpuPool): YamlProblem[] {
  const at = (key: string) => ["gpu_pools", name, key];
  const spec = instanceSpec(pool.instance_type);
  const type =
    spec === undefined
      ? unknownType(at("instance_type"), pool.instance_type, GPU_INSTANCE_TYPE_NAMES)
      : spec.gpu === null
        ? problem(
            at("instance_type"),
            `found ${pool.instance_type}, which has no GPU; expected one of ${GPU_INSTANCE_TYPE_NAMES.join(", ")}`,
          )
        : pool.mig_strategy !== "none" && !MIG_MODELS.includes(spec.gpu.model)
          ? problem(
              at("mig_strategy"),
              `found ${pool.mig_strategy} for ${pool.instance_type} (${spec.gpu.model}); expected none: only ${MIG_MODELS.join(" and ")} can be sliced`,
            )
          : [];
  const reservation =
    pool.capacity === "reservation" && pool.reservation_id === undefined
      ? problem(at("reservation_id"), "missing; expected the id that capacity: reservation uses")
      : pool.capacity !== "reservation" && pool.reservation_id !== undefined
        ? problem(
            at("reservation_id"),
            `found an id beside capacity: ${pool.capacity}; expected capacity: reservation, or no id`,
          )
        : [];
  return [...type, ...reservation, ...minMax(["gpu_pools", name], pool.min, pool.max)];
}

function gpuBudgetProblems({
  gpu_pools: pools,
  gpu_budget: budget,
}: AwsEnvironment): YamlProblem[] {
  const known = Object.values(pools).filter(
    (pool) => instanceSpec(pool.instance_type) !== undefined,
  );
  const most = known.reduce((sum, pool) => sum + pool.max * gpusOf(pool.instance_type), 0);
  return most <= budget
    ? []
    : problem(
        ["gpu_budget"],
        `found ${budget}; the pools' max come to ${most} GPUs; expected at least that, or smaller pools`,
      );
}

function unknownType(
  path: readonly PropertyKey[],
  type: string,
  known: readonly string[],
): YamlProblem[] {
  return problem(
    path,
    `found "${type}"${didYouMean(type, known)}, which components/config/instance-types.ts lacks; expected one of ${known.join(", ")}`,
  );
}

function minMax(
  path: readonly PropertyKey[],
  min: number,
  max: number,
  [low, high]: readonly [string, string] = ["min", "max"],
): YamlProblem[] {
  return min <= max
    ? []
    : problem([...path, low], `found ${min}, more than ${high} ${max}; expected ${low} ≤ ${high}`);
}

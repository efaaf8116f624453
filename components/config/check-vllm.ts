import type { YamlProblem } from "../../lib/zod-issues";
import { mustBeKey } from "./cross-check";
import type { Environment } from "./environment";
import { mostGpusOfPod, poolsFor } from "./gpu-fit";
import { instanceSpec } from "./instance-types";
import { languageModelOf, type Service } from "./service";
import type { Teams } from "./teams";
import type { VllmSettings } from "./vllm";

/*
 * What a language model must fulfil beyond its schema: the team may have its GPUs, and the
 * environments that run it have a node for it. Problems carry paths inside the service's file.
 */

/** Everything wrong in a service's `vllm` that other files show. */
export function vllmProblems(
  service: Service,
  known: {
    readonly teams: Teams;
    readonly environments: Readonly<Record<string, Environment>>;
  },
): YamlProblem[] {
  const { vllm } = service;
  if (service.runtime !== "vllm" || vllm === undefined) return [];
  const places = Object.entries(known.environments).flatMap(([name, environment]) =>
    languageModelOf(service, name) === undefined ? [] : placeProblems(vllm, name, environment),
  );
  // A number that no node has is one mistake, and told once.
  const impossible = places.some(({ path }) => path.at(-1) === "gpu");
  return [...(impossible ? [] : shareProblems(service.owner, vllm, known.teams)), ...places];
}

/**
 * A served model's GPUs count against the share of its owner's team. Its pods are in a namespace that
 * no quota of the team reaches, so this is where the share is kept.
 */
function shareProblems(
  owner: string,
  { gpu, replicas }: VllmSettings,
  teams: Teams,
): YamlProblem[] {
  const all = gpu * replicas;
  const own = Object.entries(teams).filter(([, team]) => team.owner === owner);
  const share = own.reduce((sum, [, { quota }]) => sum + quota.gpu, 0);
  if (all <= share) return [];
  const asked = replicas === 1 ? `${gpu}` : `${gpu} in each of ${replicas} pods`;
  const whose =
    own.length === 0
      ? `no team in stacks/teams.yaml has the owner ${owner}`
      : `the GPU quota of team ${own.map(([name]) => name).join(" and ")}`;
  return [
    { path: ["vllm", "gpu"], message: `found ${asked}; expected at most ${share}, ${whose}` },
  ];
}

/** One pod's GPUs, cores, memory and files come from one node. */
function placeProblems(vllm: VllmSettings, name: string, environment: Environment): YamlProblem[] {
  const { gpu, pool } = vllm;
  if (pool !== undefined && environment.kind === "aws") {
    const pools = environment.gpu_pools;
    const problems = mustBeKey(["vllm", "pool"], pool, pools, `gpu_pools of ${name}`);
    if (problems.length > 0) return problems;
  }
  if (pool !== undefined && environment.kind === "kubernetes") {
    const message = `found "${pool}", and ${name} is a cluster without pools; expected no pool`;
    return [{ path: ["vllm", "pool"], message }];
  }
  const most = mostGpusOfPod(environment, pool);
  if (most === 0) {
    const where = environment.kind === "aws" ? "GPU pool" : "gpu_profiles";
    const message = `found ${gpu}; ${name} has no ${where}, and its record has a promoted version`;
    return [{ path: ["vllm", "gpu"], message }];
  }
  if (gpu > most) {
    const where = environment.kind === "aws" ? `a node of ${pool ?? "any pool"}` : "a shared GPU";
    const message = `found ${gpu}; expected at most ${most}, the GPUs that a pod gets on ${where} in ${name}`;
    return [{ path: ["vllm", "gpu"], message }];
  }
  return sizeProblems(vllm, name, environment);
}

/** The system takes its part of a node too, so a pod as large as its node never starts. */
function sizeProblems(vllm: VllmSettings, name: string, environment: Environment): YamlProblem[] {
  const nodes = poolsFor(environment, vllm.pool).flatMap(([, pool]) => {
    const spec = instanceSpec(pool.instance_type);
    const gpus = spec?.gpu?.count ?? 0;
    if (spec === undefined || gpus < vllm.gpu) return [];
    return [{ cpu: spec.vcpu, memory_gib: spec.memoryGib, weights_gib: pool.disk_gib }];
  });
  if (nodes.length === 0) return [];
  const units = { cpu: "cores", memory_gib: "GiB of memory", weights_gib: "GiB of disk" } as const;
  return (Object.keys(units) as (keyof typeof units)[]).flatMap((key) => {
    const most = Math.max(...nodes.map((node) => node[key]));
    if (vllm[key] < most) return [];
    const message = `found ${vllm[key]}; expected less than ${most}, the ${units[key]} of a node with ${vllm.gpu} GPUs in ${name}`;
    return [{ path: ["vllm", key], message }];
  });
}

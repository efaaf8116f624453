import { didYouMean } from "../../lib/nearest";
import type { YamlProblem } from "../../lib/zod-issues";
import { inEnvironment } from "./check-environment";
import { cidrOf, overlaps } from "./cidr";
import type { AwsEnvironment, Environment } from "./environment";
import { instanceSpec } from "./instance-types";
import type { Ownership } from "./ownership";
import type { Prices } from "./prices";
import type { Teams } from "./teams";

/*
 * What the files of stacks/ must fulfil together. Every check gives problems with paths inside the
 * file where the reader has to change something.
 */

/** Every duty of a surface is somebody's. */
export function ownershipProblems(ownership: Ownership): YamlProblem[] {
  return Object.entries(ownership.surfaces).flatMap(([surface, duties]) =>
    Object.entries(duties).flatMap(([duty, owner]) =>
      mustBeOwner(["surfaces", surface, duty], owner, ownership),
    ),
  );
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
const RESERVED_NAMESPACES: readonly string[] = [
  "default",
  "kube-node-lease",
  "kube-public",
  "kube-system",
];

/** Teams have owners and namespaces of their own. */
export function teamProblems(teams: Teams, ownership: Ownership): YamlProblem[] {
  const seen = new Map<string, string>();
  return Object.entries(teams).flatMap(([name, team]) => {
    const other = seen.get(team.namespace);
    seen.set(team.namespace, name);
    const clash =
      other === undefined
        ? []
        : [
            {
              path: [name, "namespace"],
              message: `found "${team.namespace}", which team ${other} has; expected a namespace of its own`,
            },
          ];
    const reserved = RESERVED_NAMESPACES.includes(team.namespace)
      ? [
          {
            path: [name, "namespace"],
            message: `found "${team.namespace}", which is Kubernetes' own; expected a namespace of the team's`,
          },
        ]
      : [];
    return [...mustBeOwner([name, "owner"], team.owner, ownership), ...clash, ...reserved];
  });
}

/** No price stands twice: which of the two would an estimate take? */
export function priceProblems({ prices }: Prices): YamlProblem[] {
  const seen = new Set<string>();
  return prices.flatMap(({ service, unit, region }, index) => {
    const key = `${service} per ${unit} in ${region}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path: ["prices", index], message: `found ${key} twice; expected one price` }];
  });
}

/** Networks that never meet, so that two environments can be peered or share a VPN. */
export function overlapProblems(
  environment: Environment,
  earlier: readonly (readonly [string, Environment])[],
): YamlProblem[] {
  if (environment.kind !== "aws") return [];
  const { cidr } = environment.network;
  return earlier.flatMap(([name, other]) =>
    other.kind === "aws" && overlaps(cidrOf(cidr), cidrOf(other.network.cidr))
      ? [
          {
            path: inEnvironment(["network", "cidr"]),
            message: `found ${cidr}, which overlaps ${name}'s ${other.network.cidr}; expected a range of its own`,
          },
        ]
      : [],
  );
}

/** The teams' quotas together fit what the environment's pools can grow to. */
export function quotaProblems(environment: Environment, teams: Teams): YamlProblem[] {
  if (environment.kind !== "aws") return [];
  const offered = capacityOf(environment);
  const asked = { cpu: 0, memory_gib: 0, gpu: 0 };
  for (const { quota } of Object.values(teams)) {
    asked.cpu += quota.cpu;
    asked.memory_gib += quota.memory_gib;
    asked.gpu += quota.gpu;
  }
  const short = (what: keyof typeof asked, unit: string) =>
    asked[what] <= offered[what] ? [] : [`${offered[what]} of ${asked[what]} ${unit}`];
  const machines = [...short("cpu", "vCPUs"), ...short("memory_gib", "GiB of memory")];
  const gpus = short("gpu", "GPUs");
  return [
    { path: ["system_pool", "max"], lacking: machines },
    { path: ["gpu_pools"], lacking: gpus },
  ].flatMap(({ path, lacking }) =>
    lacking.length === 0
      ? []
      : [
          {
            path: inEnvironment(path),
            message: `the pools grow to ${lacking.join(" and ")} that the quotas in stacks/teams.yaml come to; expected larger pools or smaller quotas`,
          },
        ],
  );
}

/**
 * What an environment's pools offer at most, as a quota counts it: a GPU that is shared by turns
 * counts once for every pod that may share it.
 */
export function capacityOf(environment: AwsEnvironment): {
  cpu: number;
  memory_gib: number;
  gpu: number;
} {
  const { system_pool: system, gpu_pools: pools } = environment;
  const nodes = [
    { type: system.instance_types[0] ?? "", max: system.max, share: 1 },
    ...Object.values(pools).map(({ instance_type: type, max, time_slicing: slicing }) => ({
      type,
      max,
      share: slicing?.replicas ?? 1,
    })),
  ];
  const offered = { cpu: 0, memory_gib: 0, gpu: 0 };
  for (const { type, max, share } of nodes) {
    const spec = instanceSpec(type);
    offered.cpu += max * (spec?.vcpu ?? 0);
    offered.memory_gib += max * (spec?.memoryGib ?? 0);
    offered.gpu += max * share * (spec?.gpu?.count ?? 0);
  }
  return offered;
}

/** One problem when `found` is no key of `known`. */
export function mustBeKey(
  path: readonly PropertyKey[],
  found: string,
  known: object,
  where: string,
): YamlProblem[] {
  if (Object.hasOwn(known, found)) return [];
  const names = Object.keys(known);
  return [
    {
      path,
      message: `found "${found}"${didYouMean(found, names)}; expected a key of ${where}: ${names.join(", ")}`,
    },
  ];
}

/** One problem when `found` is no owner, or a retired one. */
export function mustBeOwner(
  path: readonly PropertyKey[],
  found: string,
  ownership: Ownership,
): YamlProblem[] {
  const owner = ownership.owners[found];
  if (owner?.status === "retired") {
    return [{ path, message: `found "${found}", which is retired; expected an active owner` }];
  }
  return mustBeKey(path, found, ownership.owners, "owners in stacks/ownership.yaml");
}

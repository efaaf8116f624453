import { environmentsOf, type JobConfig } from "../../lib/job-config";
import type { YamlProblem } from "../../lib/zod-issues";
import type { Environment } from "./environment";
import { mustBeKey } from "./cross-check";
import { mostGpusOfPod } from "./gpu-fit";
import type { Teams } from "./teams";

/*
 * What a job config must fulfil beyond its schema: it names what is there, and asks for what the
 * team may have and a node can give.
 */

/**
 * Letters of a config's file name: a CronJob's name has at most 52, since its Jobs' names are longer,
 * and `evaluate-` goes before.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec
 */
const LONGEST_NAME = 52 - "evaluate-".length;

/** Everything wrong in a config that other files show. Paths are inside the config. */
export function jobProblems(
  name: string,
  config: JobConfig,
  known: {
    readonly teams: Teams;
    readonly environments: Readonly<Record<string, Environment>>;
  },
): YamlProblem[] {
  const { teams, environments } = known;
  const team = mustBeKey(["team"], config.team, teams, "stacks/teams.yaml");
  const own = mustBeKey(["environment"], config.environment, environments, "stacks");
  const places = (config.cluster.environments ?? []).flatMap((each, index) =>
    mustBeKey(["cluster", "environments", index], each, environments, "stacks"),
  );
  return [
    ...nameProblems(name),
    ...team,
    ...own,
    ...places,
    ...quotaProblems(config, teams),
    ...environmentsOf(config).flatMap((each) => gpuProblems(config, each, environments[each])),
  ];
}

function nameProblems(name: string): YamlProblem[] {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= LONGEST_NAME) return [];
  const message = `found the file name "${name}"; expected at most ${LONGEST_NAME} lower-case letters, digits and hyphens: it becomes a CronJob's name`;
  return [{ path: [], message }];
}

/** One job alone must fit the team's share, or it would never start. */
function quotaProblems({ team, cluster }: JobConfig, teams: Teams): YamlProblem[] {
  const quota = teams[team]?.quota;
  if (quota === undefined) return [];
  const rules = [
    ["cpu", cluster.cpu, quota.cpu, "cores"],
    ["memory_mib", cluster.memory_mib, quota.memory_gib * 1024, "MiB"],
  ] as const;
  const gpus = cluster.gpu?.count ?? 0;
  return [
    ...rules
      .filter(([, asked, most]) => asked > most)
      .map(([key, asked, most, unit]) => ({
        path: ["cluster", key],
        message: `found ${asked}; expected at most ${most} ${unit}, the quota of team ${team}`,
      })),
    ...(gpus <= quota.gpu
      ? []
      : [
          {
            path: ["cluster", "gpu", "count"],
            message: `found ${gpus}; expected at most ${quota.gpu}, the quota of team ${team}`,
          },
        ]),
  ];
}

/** One pod's GPUs come from one node, and a shared GPU is asked for one by one. */
function gpuProblems(
  { cluster: { gpu } }: JobConfig,
  name: string,
  environment: Environment | undefined,
): YamlProblem[] {
  if (gpu === undefined || environment?.kind !== "aws") return [];
  const pools = environment.gpu_pools;
  if (gpu.pool !== undefined && !Object.hasOwn(pools, gpu.pool)) {
    return mustBeKey(["cluster", "gpu", "pool"], gpu.pool, pools, `gpu_pools of ${name}`);
  }
  const most = mostGpusOfPod(environment, gpu.pool);
  if (gpu.count <= most) return [];
  const message =
    most === 0
      ? `found ${gpu.count}; ${name} has no GPU pool`
      : `found ${gpu.count}; expected at most ${most}, the GPUs that a pod gets on a node of ${gpu.pool ?? "any pool"} in ${name}`;
  return [{ path: ["cluster", "gpu", "count"], message }];
}

import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../lib/digest";
import type { DeclaredJob } from "../config/jobs";
import { type ServedVersion, isPromoted } from "../config/service";
import { bundleParts } from "../workloads/bundle";
import { type ContentFile, type ContentMap, contentMap } from "../workloads/content-map";
import { jobEnv, JOB_FILES } from "./job-env";
import { suspendedCronJob } from "./job-spec";
import { jobLabels, type JobPart } from "./labels";
import type { JobSite, JobTeam } from "./site";

/** A job in one cluster. Plain unless it says otherwise. */
export interface JobArgs {
  readonly job: DeclaredJob;
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
  readonly site: JobSite;
  readonly team: JobTeam;
  /** The program, mounted: one ConfigMap for all jobs of the team. */
  readonly code: ContentMap;
  /** What pods wait for beyond their identity: their network policy. */
  readonly after: readonly pulumi.Resource[];
}

/** What an evaluation has beyond that. */
export interface Compared {
  readonly version: ServedVersion;
  /** The files of a committed baseline; none for a promoted version, which the job fetches. */
  readonly files: readonly ContentFile[];
}

/** What makes a training a training. */
interface Kind {
  readonly part: JobPart;
  /** What apps/jobs/main.ts is told to do; also what the CronJob's name begins with. */
  readonly verb: "train" | "evaluate";
  readonly finalExitCodes: number[];
}

export const TRAINING: Kind = { part: "training", verb: "train", finalExitCodes: [2] };
// Asked twice, an evaluation gives the same answer twice and logs it twice.
export const EVALUATION: Kind = { part: "evaluation", verb: "evaluate", finalExitCodes: [1, 2] };

/** Annotations by which `towpath train --env` knows what it starts. */
export const ANNOTATIONS = {
  code: "towpath.dev/code-sha256",
  config: "towpath.dev/config-sha256",
} as const;

/** The name of a job's CronJob. */
export const cronJobName = (verb: Kind["verb"], job: string) => `${verb}-${job}`;

/**
 * Declares one suspended CronJob and the files that its pods see. @returns the CronJob's name, fixed:
 * people and the command line start it by that name
 */
export function suspendedJob(
  kind: Kind,
  args: JobArgs,
  compared: Compared | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { job, owner, site, team } = args;
  const [config] = job.files;
  const name = cronJobName(kind.verb, job.name);
  const labels = jobLabels(
    name,
    kind.part,
    {
      environment: site.environment,
      owner,
      service: job.config.artifact_name,
      team: team.name,
      run: job.config.run_name,
    },
    site.code.sha256.slice(0, 12),
  );
  const files = contentMap(
    name,
    [...job.files, ...(compared?.files ?? [])],
    { namespace: team.namespace, labels },
    opts,
  );
  const code = bundleParts({
    configMapName: args.code.configMapName,
    file: site.code.file,
    sha256: site.code.sha256,
  });
  const annotations = {
    [ANNOTATIONS.code]: site.code.sha256,
    [ANNOTATIONS.config]: sha256(config.bytes),
    ...(compared !== undefined && isPromoted(compared.version)
      ? { "towpath.dev/compared-with": compared.version.model_version }
      : {}),
  };
  return new kubernetes.batch.v1.CronJob(
    name,
    {
      metadata: { name, namespace: team.namespace, labels, annotations },
      spec: suspendedCronJob({
        container: kind.verb,
        image: site.nodeImage,
        command: [...code.command, kind.verb],
        cluster: job.config.cluster,
        serviceAccountName: team.identity.serviceAccountName,
        env: jobEnv(
          {
            config: config.path,
            owner,
            onTrackingLost: job.config.cluster.on_tracking_lost,
            ...(compared === undefined ? {} : { current: compared.version }),
          },
          site,
          team,
        ),
        volumes: [
          code.volume,
          { name: "files", projected: { sources: [files.source], defaultMode: 0o444 } },
        ],
        mounts: [code.mount, { name: "files", mountPath: JOB_FILES, readOnly: true }],
        labels,
        annotations,
        finalExitCodes: kind.finalExitCodes,
      }),
    },
    { ...opts, dependsOn: [...team.identity.ready, ...site.after, ...args.after] },
  ).metadata.name;
}

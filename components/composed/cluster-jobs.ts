import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";
import type { NamedPlace } from "../access/people";
import type { BaselineFiles } from "../config/baseline-files";
import type { Environment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import { type DeclaredJob, jobsOf } from "../config/jobs";
import type { Service } from "../config/service";
import { type Belonging, labelsOf } from "../config/tags";
import type { Teams } from "../config/teams";
import type { JobSite, JobTeam } from "../jobs/site";
import { trainingPriority } from "../jobs/training-priority";
import { TeamJobs } from "./team-jobs";
import { teamNamespaces } from "./team-namespaces";
import { MLFLOW_PORT } from "../tracking/server-settings";
import type { Bundle } from "../workloads/bundle-source";

/**
 * The Secret with a team's user in tracking, in the team's namespace. Not made here: users of MLflow
 * are made in MLflow, by its admin (docs/jobs.md). A job waits, visibly, until it is there.
 */
const TRACKING_LOGIN = "tracking-login";

/** What an environment's jobs are made of, wherever its cluster is. */
export interface ClusterJobsArgs {
  /** The environment's name. */
  readonly name: string;
  readonly environment: Environment;
  readonly images: Images;
  readonly teams: Teams;
  readonly services: Readonly<Record<string, Service>>;
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  /** Every job of the repository; those of this environment are declared. */
  readonly jobs: readonly DeclaredJob[];
  /** dist/job.js. */
  readonly code: Bundle;
  /** Where experiments are tracked. */
  readonly trackingUri: pulumi.Input<string>;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** A team, and the namespace that was made for it. */
export interface JobTeamPlace {
  /** A key of stacks/teams.yaml. */
  readonly name: string;
  readonly namespace: pulumi.Output<string>;
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
}

/** What differs with the place of the cluster. */
export interface JobPlace extends Pick<JobSite, "storageEgress" | "after"> {
  /** Makes a team's identity, and says where its artifacts go; only for teams with jobs. */
  readonly teamOf: (place: JobTeamPlace) => Omit<JobTeam, "trackingSecret">;
}

/**
 * Declares the namespaces of all teams and the jobs of an environment, below one component.
 * @returns the teams' namespaces, as places where people have rights
 */
export function declareJobs(
  args: ClusterJobsArgs,
  place: JobPlace,
  inCluster: { readonly parent: pulumi.Resource; readonly provider: kubernetes.Provider },
): readonly NamedPlace[] {
  const namespaces = teamNamespaces(args.teams, args.part, inCluster);
  const priority = trainingPriority(labelsOf(args.part), inCluster);
  const site: JobSite = {
    environment: args.name,
    nodeImage: imageRef(args.images, "node").reference,
    code: args.code,
    trackingUri: args.trackingUri,
    tracking: { namespace: "tracking", port: MLFLOW_PORT },
    storageEgress: place.storageEgress,
    after: [...place.after, priority],
  };
  const jobs = jobsOf(args.jobs, { name: args.name, maturity: args.environment.maturity });
  for (const [name, { owner }] of Object.entries(args.teams)) {
    const its = jobs.filter(({ config }) => config.team === name);
    const namespace = namespaces[name];
    if (its.length === 0 || namespace === undefined) continue;
    const team = { ...place.teamOf({ name, namespace, owner }), trackingSecret: TRACKING_LOGIN };
    new TeamJobs(
      `jobs-${name}`,
      { ...args, jobs: its, owner, site, team },
      { parent: inCluster.parent },
    );
  }
  return Object.entries(namespaces).map(([team, space]) => ({
    kind: "team",
    team,
    namespace: space,
  }));
}

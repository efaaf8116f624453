import * as pulumi from "@pulumi/pulumi";
import type { Compute } from "./compute";
import type { BaselineFiles } from "./config/baseline-files";
import type { AwsEnvironment } from "./config/environment";
import { type Images, imageRef } from "./config/images";
import { type DeclaredJob, jobsOf } from "./config/jobs";
import type { Service } from "./config/service";
import { type Belonging, labelsOf, tagsOf } from "./config/tags";
import type { Teams } from "./config/teams";
import type { Buckets } from "./data/buckets";
import type { Keys } from "./foundation/keys";
import type { JobSite, JobTeam } from "./jobs/site";
import { artifactsPrefixOf, datasetsPrefixOf, teamPolicy } from "./jobs/team-policy";
import { trainingPriority } from "./jobs/training-priority";
import { TeamJobs } from "./team-jobs";
import { teamNamespaces } from "./team-namespaces";
import { MLFLOW_PORT } from "./tracking/server-settings";
import { TRACKING_PREFIX, type TrackingOnAws } from "./tracking-on-aws";
import type { Bundle } from "./workloads/bundle-source";
import { TO_AWS, TO_POD_IDENTITY } from "./workloads/network-rules";
import { PodIdentity } from "./workloads/pod-identity";

/**
 * The Secret with a team's user in tracking, in the team's namespace. Not made here: users of MLflow
 * are made in MLflow, by its admin (docs/jobs.md). A job waits, visibly, until it is there.
 */
const TRACKING_LOGIN = "tracking-login";

export interface JobsOnAwsArgs {
  /** The environment's name. */
  readonly name: string;
  readonly environment: AwsEnvironment;
  readonly images: Images;
  readonly teams: Teams;
  readonly services: Readonly<Record<string, Service>>;
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  /** Every job of the repository; those of this environment are declared. */
  readonly jobs: readonly DeclaredJob[];
  /** dist/job.js. */
  readonly code: Bundle;
  readonly keys: Keys;
  readonly compute: Compute;
  readonly buckets: Buckets;
  readonly tracking: TrackingOnAws;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** The teams' namespaces, and in them their jobs, each with the rights of its team and no others. */
export class JobsOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:JobsOnAws";

  constructor(name: string, args: JobsOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { provider, ready } = args.compute;
    super(JobsOnAws.__pulumiType, name, {}, { ...opts, providers: { kubernetes: provider } });
    const own = { parent: this };
    const inCluster = { ...own, provider };
    const namespaces = teamNamespaces(args.teams, args.part, inCluster);
    const priority = trainingPriority(labelsOf(args.part), inCluster);
    const site: JobSite = {
      environment: args.name,
      nodeImage: imageRef(args.images, "node").reference,
      code: args.code,
      trackingUri: args.tracking.uri,
      tracking: { namespace: "tracking", port: MLFLOW_PORT },
      storageEgress: [TO_AWS, TO_POD_IDENTITY],
      after: [...ready, priority],
    };
    const jobs = jobsOf(args.jobs, { name: args.name, maturity: args.environment.maturity });
    for (const [team, { owner }] of Object.entries(args.teams)) {
      const its = jobs.filter(({ config }) => config.team === team);
      const namespace = namespaces[team];
      if (its.length === 0 || namespace === undefined) continue;
      new TeamJobs(
        `jobs-${team}`,
        { ...args, jobs: its, owner, site, team: this.team(team, namespace, owner, args) },
        own,
      );
    }
    this.registerOutputs({});
  }

  /** Who a team's jobs are, and where their artifacts go. */
  private team(
    name: string,
    namespace: pulumi.Output<string>,
    owner: string,
    args: JobsOnAwsArgs,
  ): JobTeam {
    const { buckets, compute, keys } = args;
    const part = { ...args.part, owner, service: "jobs" };
    const artifactsPrefix = artifactsPrefixOf(name, TRACKING_PREFIX);
    const identity = new PodIdentity(
      `jobs-${name}`,
      {
        clusterName: compute.cluster.clusterName,
        clusterArn: compute.cluster.arn,
        namespace,
        serviceAccount: "jobs",
        description: `Jobs of team ${name}: its datasets and artifacts, nobody else's`,
        policy: pulumi
          .all([buckets.datasets.arn, buckets.artifacts.arn, keys.arns.data])
          .apply(([datasetsArn, artifactsArn, kmsKeyArn]) =>
            teamPolicy({
              ...{ datasetsArn, artifactsArn, kmsKeyArn, artifactsPrefix },
              datasetsPrefix: datasetsPrefixOf(name),
            }),
          ),
        labels: labelsOf(part),
        tags: tagsOf(part),
      },
      { parent: this },
    );
    const { serviceAccountName, ready } = identity;
    return {
      name,
      namespace,
      identity: {
        serviceAccountName,
        ready,
        env: [{ name: "AWS_REGION", value: args.environment.region }],
      },
      trackingSecret: TRACKING_LOGIN,
      artifactRoot: pulumi.interpolate`s3://${buckets.artifacts.bucketName}/${artifactsPrefix}`,
    };
  }
}

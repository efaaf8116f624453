import * as pulumi from "@pulumi/pulumi";
import type { NamedPlace } from "../access/people";
import { type ClusterJobsArgs, type JobTeamPlace, declareJobs } from "../composed/cluster-jobs";
import type { Compute } from "./compute";
import { labelsOf, tagsOf } from "../config/tags";
import type { Buckets } from "../data/buckets";
import type { Keys } from "../foundation/keys";
import type { JobTeam } from "../jobs/site";
import { artifactsPrefixOf, datasetsPrefixOf, teamPolicy } from "../jobs/team-policy";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { TO_AWS, TO_POD_IDENTITY } from "../workloads/network-rules";
import { PodIdentity } from "../workloads/pod-identity";
import { policyDocument } from "../workloads/policy-document";

export interface JobsOnAwsArgs extends ClusterJobsArgs {
  /** The environment's region. */
  readonly region: string;
  readonly keys: Keys;
  readonly compute: Compute;
  readonly buckets: Buckets;
  /** The most that the jobs' roles could have. */
  readonly permissionsBoundary: pulumi.Input<string>;
}

/** The teams' namespaces, and in them their jobs, each with the rights of its team and no others. */
export class JobsOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:JobsOnAws";

  /** The teams' namespaces. */
  readonly places: readonly NamedPlace[];

  constructor(name: string, args: JobsOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { provider, ready } = args.compute;
    super(JobsOnAws.__pulumiType, name, {}, { ...opts, providers: { kubernetes: provider } });
    this.places = declareJobs(
      args,
      {
        storageEgress: [TO_AWS, TO_POD_IDENTITY],
        after: ready,
        teamOf: (place) => this.team(place, args),
      },
      { parent: this, provider },
    );
    this.registerOutputs({});
  }

  /** Who a team's jobs are, and where their artifacts go. */
  private team({ name, namespace, owner }: JobTeamPlace, args: JobsOnAwsArgs): JobTeam {
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
        policy: policyDocument(
          {
            datasetsArn: buckets.datasets.arn,
            artifactsArn: buckets.artifacts.arn,
            kmsKeyArn: keys.arns.data,
            datasetsPrefix: datasetsPrefixOf(name),
            artifactsPrefix,
          },
          teamPolicy,
        ),
        permissionsBoundary: args.permissionsBoundary,
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
        env: [{ name: "AWS_REGION", value: args.region }],
      },
      artifactRoot: pulumi.interpolate`s3://${buckets.artifacts.bucketName}/${artifactsPrefix}`,
    };
  }
}

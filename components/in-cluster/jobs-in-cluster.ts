import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NamedPlace } from "../access/people";
import { type ClusterJobsArgs, type JobTeamPlace, declareJobs } from "../composed/cluster-jobs";
import { labelsOf } from "../config/tags";
import type { ObjectStore } from "../data/object-store";
import { STORE_PORT } from "../data/object-store-pod";
import { teamUser } from "./existing-cluster-args";
import type { JobTeam } from "../jobs/site";
import { artifactsPrefixOf } from "../jobs/team-policy";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { toPods } from "../workloads/network-rules";
import { StoreIdentity } from "../workloads/store-identity";

export interface JobsInClusterArgs extends ClusterJobsArgs {
  readonly provider: kubernetes.Provider;
  readonly objects: ObjectStore;
  /** Where the object store is. */
  readonly dataNamespace: pulumi.Input<string>;
}

/** The teams' namespaces and jobs on a cluster that is there already: keys of its own object store. */
export class JobsInCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:JobsInCluster";

  /** The teams' namespaces. */
  readonly places: readonly NamedPlace[];

  constructor(name: string, args: JobsInClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(JobsInCluster.__pulumiType, name, {}, opts);
    const { dataNamespace, objects, provider } = args;
    const toStore = toPods({ namespace: dataNamespace, selector: objects.selector }, STORE_PORT);
    this.places = declareJobs(
      args,
      {
        storageEgress: [toStore],
        after: objects.ready,
        teamOf: (place) => this.team(place, args),
      },
      { parent: this, provider },
    );
    this.registerOutputs({});
  }

  /** Who a team's jobs are, and where their artifacts go. */
  private team({ name, namespace, owner }: JobTeamPlace, args: JobsInClusterArgs): JobTeam {
    const store = args.objects.access[teamUser(name)];
    if (store === undefined) {
      throw new pulumi.ResourceError(
        `the object store has no user ${teamUser(name)}; expected one for each team`,
        this,
        true,
      );
    }
    const labels = labelsOf({ ...args.part, owner, service: "jobs" });
    return {
      name,
      namespace,
      identity: new StoreIdentity(
        `jobs-${name}`,
        { namespace, serviceAccount: "jobs", store, labels },
        { parent: this },
      ),
      artifactRoot: `s3://artifacts/${artifactsPrefixOf(name, TRACKING_PREFIX)}`,
    };
  }
}

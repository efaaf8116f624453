import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "../workloads/bundle-source";
import type { WorkloadIdentity } from "../workloads/identity";

/** What a cluster offers to jobs. Plain unless it says otherwise. */
export interface JobSite {
  /** The environment's name. */
  readonly environment: string;
  /** The Node.js image, by digest where one is known. */
  readonly nodeImage: string;
  /** The program that jobs run: dist/job.js. */
  readonly code: Bundle;
  /** `MLFLOW_TRACKING_URI` of the pods. May be an output. */
  readonly trackingUri: pulumi.Input<string>;
  /** Where tracking's pods are: its namespace and port. */
  readonly tracking: { readonly namespace: string; readonly port: number };
  /** The way to the object store, and to whoever hands out its credentials. */
  readonly storageEgress: readonly types.input.networking.v1.NetworkPolicyEgressRule[];
  /** What pods wait for: nodes, names, identities. */
  readonly after: readonly pulumi.Resource[];
}

/** What a team's jobs share. */
export interface JobTeam {
  /** A key of stacks/teams.yaml. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly identity: WorkloadIdentity;
  /** `s3://bucket/prefix` where the team's artifacts go. */
  readonly artifactRoot: pulumi.Input<string>;
  /**
   * The Secret, in the team's namespace, with `username` and `password` of its user in tracking.
   * @default none: tracking asks for no password
   */
  readonly trackingSecret?: pulumi.Input<string>;
}

/** Keys of {@link JobTeam.trackingSecret}. */
export const TRACKING_SECRET_KEYS = { username: "username", password: "password" } as const;

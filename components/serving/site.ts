import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MountedBundle } from "../workloads/bundle";
import type { WorkloadIdentity } from "../workloads/identity";

/** For which pods an identity is, and which artifacts they may read. */
export interface ServingIdentityArgs {
  /** The service; also the name of its service account. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** `s3://bucket/folder` of each artifact; none where only baselines are served. */
  readonly artifacts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Makes the identity of a service's pods; a cluster in AWS and one elsewhere do it differently. */
export type ServingIdentity = (
  args: ServingIdentityArgs,
  opts: pulumi.ComponentResourceOptions,
) => WorkloadIdentity;

/** What a cluster offers to served models. Plain unless it says otherwise. */
export interface ServingSite {
  /** The environment's name. */
  readonly environment: string;
  /** Where the pods run. */
  readonly namespace: pulumi.Input<string>;
  /** The Node.js image, by digest where one is known. */
  readonly nodeImage: string;
  readonly bundles: { readonly inference: MountedBundle; readonly fetch: MountedBundle };
  readonly gateway: { readonly name: string; readonly namespace: string };
  /** The namespace that Prometheus scrapes from. */
  readonly scrapedFrom: string;
  /** The way to the artifact store. */
  readonly storageEgress: readonly types.input.networking.v1.NetworkPolicyEgressRule[];
  readonly identity: ServingIdentity;
  /** Pods of a version at least, as the posture asks for. */
  readonly leastReplicas: number;
  /**
   * Does the cluster answer custom metrics of pods? It takes an adapter such as prometheus-adapter;
   * without one the autoscaler looks at the CPU alone.
   */
  readonly customMetrics: boolean;
  /** What pods wait for: nodes, names, volumes, and the gateway's resource types. */
  readonly after: readonly pulumi.Resource[];
}

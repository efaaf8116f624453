import type * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import { partitionOf } from "./arn-parts";
import type { Compute } from "./compute";
import type { AwsEnvironment } from "../config/environment";
import { tagsOf } from "../config/tags";
import type { Keys } from "../foundation/keys";
import { gatewayOf, type ServingCluster } from "../composed/model-serving";
import { artifactPolicy } from "../serving/artifact-policy";
import type { ServingIdentity, ServingIdentityArgs } from "../serving/site";
import type { WorkloadIdentity } from "../workloads/identity";
import { TO_AWS, TO_POD_IDENTITY } from "../workloads/network-rules";
import { PodIdentity } from "../workloads/pod-identity";
import { policyDocument } from "../workloads/policy-document";

export interface ServingOnAwsArgs {
  /** The environment's name, for tags. */
  readonly name: string;
  readonly compute: Compute;
  readonly keys: Keys;
  readonly environment: AwsEnvironment;
  /** The most that the services' roles could have. */
  readonly permissionsBoundary: pulumi.Input<string>;
  readonly providers: { readonly aws: aws.Provider; readonly random: random.Provider };
}

/**
 * A network load balancer that only the VPC reaches, by the controller that EKS runs.
 * @see https://cloud-provider-aws.sigs.k8s.io/service_controller/
 */
const INTERNAL_LOAD_BALANCER = {
  "service.beta.kubernetes.io/aws-load-balancer-type": "nlb",
  "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
};

/** What an EKS cluster offers to served models: artifacts in S3, read as the pod's own role. */
export function servingOnAws(args: ServingOnAwsArgs): ServingCluster {
  const { provider, ready } = args.compute;
  return {
    providers: { kubernetes: provider, random: args.providers.random },
    identity: identityOnAws(args),
    storageEgress: [TO_AWS, TO_POD_IDENTITY],
    gateway: gatewayOf(args.environment.gateway, INTERNAL_LOAD_BALANCER),
    // An adapter for custom metrics needs a Prometheus, which nothing here makes yet.
    customMetrics: false,
    after: ready,
  };
}

/** A role that reads the service's artifacts; no role where nothing is to be read. */
function identityOnAws(args: ServingOnAwsArgs): ServingIdentity {
  const { cluster } = args.compute;
  const kmsKeyArn = args.keys.arns.data;
  return (wanted, opts) => {
    if (wanted.artifacts.length === 0) return withoutRights(wanted, opts);
    const identity = new PodIdentity(
      wanted.service,
      {
        clusterName: cluster.clusterName,
        clusterArn: cluster.arn,
        namespace: wanted.namespace,
        serviceAccount: wanted.service,
        description: `Artifacts that ${wanted.service} serves`,
        policy: policyDocument({ kmsKeyArn, partition: partitionOf(kmsKeyArn) }, (key) =>
          artifactPolicy(wanted.artifacts, key),
        ),
        permissionsBoundary: args.permissionsBoundary,
        labels: wanted.labels,
        tags: tagsOf({
          environment: args.name,
          owner: wanted.labels["towpath.dev/owner"] ?? "platform",
          service: wanted.service,
        }),
      },
      // A service's parents know the cluster's provider alone.
      { ...opts, providers: { aws: args.providers.aws } },
    );
    return {
      serviceAccountName: identity.serviceAccountName,
      ready: identity.ready,
      env: [{ name: "AWS_REGION", value: args.environment.region }],
    };
  };
}

/** A service account of the pods' own, without a token and without rights anywhere. */
function withoutRights(
  { service, namespace, labels }: ServingIdentityArgs,
  opts: pulumi.ComponentResourceOptions,
): WorkloadIdentity {
  const account = new kubernetes.core.v1.ServiceAccount(
    `${service}-account`,
    {
      metadata: { name: service, namespace, labels: { ...labels } },
      automountServiceAccountToken: false,
    },
    // Only what concerns one resource is handed on; the provider comes with the parent.
    opts.parent === undefined ? {} : { parent: opts.parent },
  );
  return { serviceAccountName: account.metadata.name, ready: [account], env: [] };
}

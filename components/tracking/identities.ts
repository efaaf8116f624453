import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadIdentity } from "../workloads/identity";
import { PodIdentity } from "../workloads/pod-identity";
import { policyDocument } from "../workloads/policy-document";
import { StoreIdentity } from "../workloads/store-identity";
import {
  type ArtifactAccess,
  artifactPolicy,
  collectionPolicy,
  masterSecretPolicy,
} from "./identity-policies";
import type { CollectionArgs } from "./mlflow-args";
import { servedIn } from "./served-in";
import type { AwsSite, TrackingSite } from "./site";

export interface IdentityArgs {
  readonly site: TrackingSite;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who the server is: somebody who may use its own prefix of one bucket. */
export function serverIdentity(
  name: string,
  args: IdentityArgs & { readonly prefix: string; readonly access: ArtifactAccess },
  opts: pulumi.ComponentResourceOptions,
): WorkloadIdentity {
  const { site, prefix, access } = args;
  if (site.kind === "kubernetes") {
    return new StoreIdentity(
      name,
      { ...args, serviceAccount: name, store: site.storeAccess },
      opts,
    );
  }
  return onAws(
    name,
    { ...args, site },
    "MLflow's artifacts: its own prefix of one bucket",
    policyDocument(
      { bucketArn: site.bucketArn, kmsKeyArn: site.bucketKmsKeyArn, prefix },
      (facts) => artifactPolicy(facts, access),
    ),
    opts,
  );
}

/** Who the migration is: on AWS the one that reads the master password, elsewhere nobody. */
export function migrationIdentity(
  name: string,
  args: IdentityArgs,
  opts: pulumi.ComponentResourceOptions,
): WorkloadIdentity {
  const { site } = args;
  if (site.kind === "kubernetes") {
    return new StoreIdentity(name, { ...args, serviceAccount: name }, opts);
  }
  return onAws(
    name,
    { ...args, site },
    "Reads the master password of tracking's database, to migrate it",
    policyDocument(
      { secretArn: site.masterSecretArn, keyArn: site.masterSecretKmsKeyArn },
      ({ secretArn, keyArn }) => masterSecretPolicy(secretArn, keyArn),
    ),
    opts,
  );
}

/** Who collects deleted runs: somebody who may remove objects below the prefix, and reads none. */
export function collectionIdentity(
  name: string,
  args: IdentityArgs & { readonly prefix: string; readonly collection: CollectionArgs },
  opts: pulumi.ComponentResourceOptions,
): WorkloadIdentity {
  const { site, prefix, collection } = args;
  if (site.kind === "kubernetes") {
    const { storeAccess } = collection;
    return new StoreIdentity(
      name,
      {
        ...{ ...args, serviceAccount: name },
        ...(storeAccess !== undefined && { store: storeAccess }),
      },
      opts,
    );
  }
  const { permissionsBoundary } = collection;
  const { permissionsBoundary: _servers, ...rest } = site;
  return onAws(
    name,
    {
      ...args,
      site: { ...rest, ...(permissionsBoundary !== undefined && { permissionsBoundary }) },
    },
    "Removes artifacts of runs that were deleted long ago",
    policyDocument({ bucketArn: site.bucketArn, prefix }, (facts) =>
      collectionPolicy(facts, servedIn(collection.records)),
    ),
    opts,
  );
}

function onAws(
  name: string,
  { site, namespace, labels }: IdentityArgs & { readonly site: AwsSite },
  description: string,
  policy: aws.iam.PolicyDocument,
  opts: pulumi.ComponentResourceOptions,
): WorkloadIdentity {
  const { clusterName, clusterArn, permissionsBoundary, tags } = site;
  const { serviceAccountName, ready } = new PodIdentity(
    name,
    {
      ...{ clusterName, clusterArn, namespace, serviceAccount: name, description },
      ...{ policy, labels, tags },
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    },
    opts,
  );
  return { serviceAccountName, ready, env: [{ name: "AWS_REGION", value: site.region }] };
}

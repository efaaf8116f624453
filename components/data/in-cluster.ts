import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/* What the stores that run as pods have in common: their labels and their volumes. */

/** What selects the pods of a part of a store: never changes, because a selector cannot. */
export const selectorLabels = (software: string, instance: string, part: string) => ({
  "app.kubernetes.io/name": software,
  "app.kubernetes.io/instance": instance,
  "app.kubernetes.io/component": part,
});

type Labels = Record<string, string>;

/** Where a volume comes from. */
export interface VolumeArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** GiB. Plain. */
  readonly gib: number;
  /** StorageClass. Plain. @default null, the cluster's default */
  readonly storageClass: string | null;
}

/**
 * A claim of its own and not a StatefulSet's template: the stack owns it, so that `protect` holds it
 * and `pulumi destroy` takes it away together with the password that its content was made with.
 */
export function volumeClaim(
  name: string,
  { namespace, labels, gib, storageClass }: VolumeArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.PersistentVolumeClaim {
  return new kubernetes.core.v1.PersistentVolumeClaim(
    name,
    {
      metadata: {
        namespace,
        labels: { ...labels },
        // A class that binds at the first pod would be waited for before that pod is made.
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${gib}Gi` } },
        ...(storageClass === null ? {} : { storageClassName: storageClass }),
      },
    },
    opts,
  );
}

/**
 * An account that is nobody else's, without an API token. Rule K8S-8: what is bound to the namespace's
 * `default` one day is not meant for this pod. @returns its name
 */
export function ownAccount(
  name: string,
  metadata: { readonly namespace: pulumi.Input<string>; readonly labels: Labels },
  own: { readonly parent: pulumi.Resource },
): pulumi.Output<string> {
  return new kubernetes.core.v1.ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    own,
  ).metadata.name;
}

/** The container in which a part of a store may write, besides its volume: memory, and nothing else. */
export const scratch = (name: string, sizeLimit: string) => ({
  name,
  emptyDir: { medium: "Memory", sizeLimit },
});

/** How the one pod of a store is reached, and what a drain may do with it. */
export function singlePod(
  name: string,
  {
    metadata,
    selector,
    port,
  }: {
    readonly metadata: { readonly namespace: pulumi.Input<string>; readonly labels: Labels };
    readonly selector: Labels;
    readonly port: { readonly name: string; readonly number: number };
  },
  server: pulumi.Resource,
  own: { readonly parent: pulumi.Resource },
): kubernetes.core.v1.Service {
  new kubernetes.policy.v1.PodDisruptionBudget(
    `${name}-disruption`,
    // There is one: a drain may take it, or its node could never be replaced.
    { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
    own,
  );
  return new kubernetes.core.v1.Service(
    name,
    {
      // A fixed name: the StatefulSet and the clients refer to it.
      metadata: { name, ...metadata },
      spec: {
        type: "ClusterIP",
        selector,
        ports: [{ name: port.name, port: port.number, targetPort: port.name }],
      },
    },
    // Pulumi waits for a Service's endpoints, which only the pod can be.
    { ...own, dependsOn: [server] },
  );
}

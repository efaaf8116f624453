import type * as pulumi from "@pulumi/pulumi";
import { STORE_PORT } from "./data/object-store-pod";
import type { ObjectStore } from "./data/object-store";
import { SERVING_USER } from "./existing-cluster-args";
import type { ServingCluster } from "./model-serving";
import { toPods } from "./workloads/network-rules";
import { StoreIdentity } from "./workloads/store-identity";

export interface ServingInClusterArgs {
  readonly providers: ServingCluster["providers"];
  readonly objects: ObjectStore;
  /** Where the object store is. */
  readonly dataNamespace: pulumi.Input<string>;
}

/** What a cluster that is there already offers to served models: artifacts in its own object store. */
export function servingInCluster(args: ServingInClusterArgs): ServingCluster {
  const { providers, objects, dataNamespace } = args;
  const store = objects.access[SERVING_USER];
  return {
    providers: { ...providers },
    identity: ({ service, namespace, artifacts, labels }, opts) =>
      new StoreIdentity(
        service,
        {
          namespace,
          serviceAccount: service,
          labels,
          // One that serves a baseline reads no artifact, and gets no key.
          ...(artifacts.length > 0 && store !== undefined ? { store } : {}),
        },
        opts,
      ),
    storageEgress: [toPods({ namespace: dataNamespace, selector: objects.selector }, STORE_PORT)],
    // An adapter for custom metrics needs a Prometheus, which nothing here makes yet.
    customMetrics: false,
    after: objects.ready,
  };
}

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadIdentity } from "./identity";

/** How one user gets at an object store. */
export interface StoreAccess {
  /** `http://host:port`, addressed with the bucket in the path. */
  readonly endpoint: pulumi.Input<string>;
  /** What signatures name; the store's own. */
  readonly region: pulumi.Input<string>;
  readonly accessKeyId: pulumi.Input<string>;
  /** Marked as a secret. */
  readonly secretAccessKey: pulumi.Input<string>;
}

export interface StoreIdentityArgs {
  readonly namespace: pulumi.Input<string>;
  /** The service account's name, fixed: rules of access refer to it. Plain. */
  readonly serviceAccount: string;
  /**
   * The pods' user of the object store. Plain whether.
   * @default none: the pods have no rights outside of the cluster
   */
  readonly store?: StoreAccess;
  /** Labels of everything here. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Who a pod is where there is no cloud: a service account without a token for the Kubernetes API, and
 * keys of the object store in a Secret. The counterpart of `PodIdentity`. The variables are those of
 * AWS's own clients: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export class StoreIdentity extends pulumi.ComponentResource implements WorkloadIdentity {
  /** @internal */
  static readonly __pulumiType = "towpath:workloads:StoreIdentity";

  readonly serviceAccountName: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];
  readonly env: readonly kubernetes.types.input.core.v1.EnvVar[];

  constructor(name: string, args: StoreIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StoreIdentity.__pulumiType, name, {}, opts);
    const labels = { ...args.labels };
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: args.serviceAccount, namespace: args.namespace, labels },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    this.serviceAccountName = account.metadata.name;
    const keys = args.store === undefined ? [] : [this.keys(name, args, args.store)];
    this.ready = [account, ...keys];
    this.env = args.store === undefined ? [] : storeEnv(keysName(args), args.store);
    this.registerOutputs({ serviceAccountName: this.serviceAccountName });
  }

  private keys(name: string, args: StoreIdentityArgs, store: StoreAccess) {
    const { namespace, labels } = args;
    return new kubernetes.core.v1.Secret(
      `${name}-keys`,
      {
        metadata: { name: keysName(args), namespace, labels: { ...labels } },
        type: "Opaque",
        stringData: {
          "access-key-id": store.accessKeyId,
          "secret-access-key": pulumi.secret(store.secretAccessKey),
        },
      },
      { parent: this },
    );
  }
}

/**
 * The Secret with the keys. A fixed name, so that a plan says which one a pod reads. Pods read it when
 * they start: a changed key needs `kubectl rollout restart`.
 */
const keysName = ({ serviceAccount }: StoreIdentityArgs) => `${serviceAccount}-store-keys`;

function storeEnv(name: string, { endpoint, region }: StoreAccess) {
  const fromSecret = (variable: string, key: string) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key } },
  });
  return [
    fromSecret("AWS_ACCESS_KEY_ID", "access-key-id"),
    { name: "AWS_ENDPOINT_URL_S3", value: endpoint },
    { name: "AWS_REGION", value: region },
    fromSecret("AWS_SECRET_ACCESS_KEY", "secret-access-key"),
  ];
}

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type RetentionArgs, retentionOptions } from "../config/retention";
import { podsOf } from "../workloads/network-rules";
import * as pod from "../workloads/pod-security";
import type { StoreAccess } from "../workloads/store-identity";
import { ownAccount, selectorLabels, singlePod, volumeClaim, type VolumeArgs } from "./in-cluster";
import * as gateway from "./object-store-pod";
import { accountsFile, grantProblems, type StoreUsers } from "./store-grants";
import { setupSelector, StoreSetup } from "./store-setup";

export interface ObjectStoreArgs extends VolumeArgs, RetentionArgs {
  /** `ghcr.io/versity/versitygw`, by digest. Plain. */
  readonly image: string;
  /** An image with Python and boto3, which makes the buckets. Plain. */
  readonly setupImage: string;
  /** Names of the buckets. Plain. One that is taken off the list stays. */
  readonly buckets: readonly string[];
  /** Who may do what in them; each gets a key of their own. Plain. */
  readonly users: StoreUsers;
  /** Namespaces whose pods may connect; nothing else can. Plain. */
  readonly clientNamespaces: readonly string[];
  /**
   * MiB of memory, request and limit. Plain.
   * @default 512
   */
  readonly memoryMib?: number;
  /**
   * What pods need to run and must outlive them.
   * @default nothing
   */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * An S3-compatible store as one pod with one volume, where there is no S3: the Versity S3 Gateway over
 * plain files (docs/decisions/0007-object-store.md says why). Buckets are versioned. Every user has a
 * key of their own, and bucket policies end each user's rights at their prefixes.
 */
export class ObjectStore extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:ObjectStore";

  /** `http://host:port`, once every bucket is there; paths begin with the bucket. */
  readonly endpoint: pulumi.Output<string>;
  /** User → how they get at it. */
  readonly access: Readonly<Record<string, StoreAccess>>;
  /** Its pods, for the network policies of its clients. Plain. */
  readonly selector: Readonly<Record<string, string>>;
  /** What a client waits for, so that its buckets are there: nothing more than this. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ObjectStore.__pulumiType, name, {}, opts);
    const problems = grantProblems(args.buckets, args.users);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    const own = { parent: this };
    const kept = { ...own, ...retentionOptions(args) };
    const { namespace } = args;
    const selector = selectorLabels("versitygw", name, "store");
    const labels = { ...args.labels, ...selector };
    const metadata = { namespace, labels };
    const setup = `${name}-setup`;

    const key = (user: string) =>
      pulumi.secret(
        new random.RandomPassword(`${name}-${user}-key`, { length: 40, special: false }, kept)
          .result,
      );
    const rootKey = key("root");
    const keys = Object.fromEntries(Object.keys(args.users).map((user) => [user, key(user)]));
    // A generated name: other accounts are another Secret, and so a restart that reads them.
    const secret = new kubernetes.core.v1.Secret(
      `${name}-accounts`,
      {
        metadata,
        type: "Opaque",
        stringData: {
          [gateway.ROOT_KEY]: rootKey,
          [gateway.ACCOUNTS_FILE]: pulumi.all(keys).apply(accountsFile),
        },
      },
      own,
    );
    const volume = volumeClaim(`${name}-data`, { ...args, labels }, kept);
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata,
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            {
              from: [
                ...podsOf(args.clientNamespaces),
                { podSelector: { matchLabels: setupSelector(setup) } },
              ],
              ports: [{ protocol: "TCP", port: gateway.STORE_PORT }],
            },
          ],
        },
      },
      own,
    );
    const account = ownAccount(name, metadata, own);
    const server = new kubernetes.apps.v1.StatefulSet(
      name,
      {
        metadata,
        spec: {
          replicas: 1,
          serviceName: name,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: account,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              terminationGracePeriodSeconds: 30,
              securityContext: { ...pod.POD_SECURITY, fsGroupChangePolicy: "OnRootMismatch" },
              ...gateway.storePod({
                image: args.image,
                memoryMib: args.memoryMib ?? 512,
                secretName: secret.metadata.name,
                claimName: volume.metadata.name,
              }),
            },
          },
        },
      },
      { ...own, dependsOn: [network, ...(args.after ?? [])] },
    );
    const service = singlePod(
      name,
      { metadata, selector, port: { name: "s3", number: gateway.STORE_PORT } },
      server,
      own,
    );
    const endpoint = pulumi.interpolate`http://${service.metadata.name}.${namespace}.svc.cluster.local:${gateway.STORE_PORT}`;
    const { job } = new StoreSetup(
      setup,
      {
        image: args.setupImage,
        namespace,
        labels: args.labels,
        endpoint,
        region: gateway.REGION,
        port: gateway.STORE_PORT,
        storeSelector: selector,
        rootSecret: secret.metadata.name,
        rootKey: gateway.ROOT_KEY,
        buckets: args.buckets,
        users: args.users,
      },
      own,
    );

    this.endpoint = endpoint;
    this.access = Object.fromEntries(
      Object.entries(keys).map(([user, secretAccessKey]) => [
        user,
        { endpoint, region: gateway.REGION, accessKeyId: user, secretAccessKey },
      ]),
    );
    this.selector = selector;
    this.ready = [job];
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

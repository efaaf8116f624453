import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type RetentionArgs, retentionOptions } from "../config/retention";
import { ingressFrom, ingressFromPods } from "../workloads/network-rules";
import * as pod from "../workloads/pod-security";
import {
  ownAccount,
  scratch,
  selectorLabels,
  singlePod,
  volumeClaim,
  type VolumeArgs,
} from "./in-cluster";
import { POSTGRES_ENV, POSTGRES_MOUNTS, POSTGRES_PROBES, POSTGRES_UID } from "./postgres-pod";

export interface PostgresInClusterArgs extends VolumeArgs, RetentionArgs {
  /** `docker.io/library/postgres`, by digest. A new major version needs `pg_upgrade`. Plain. */
  readonly image: string;
  /** Namespaces whose pods may connect; nothing else can. Plain. */
  readonly clientNamespaces: readonly string[];
  /**
   * Pods of other namespaces that may connect, by their labels. Plain.
   * @default none
   */
  readonly clientPods?: readonly {
    readonly namespace: string;
    readonly selector: Readonly<Record<string, string>>;
  }[];
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

/** The port of the server, in the pod and of its Service. */
export const POSTGRES_PORT = 5432;

/** The first user, which is the one that may do everything. */
const ADMIN = "postgres";

/**
 * PostgreSQL as one pod with one volume, where there is no RDS: no standby, no backups beyond what the
 * volume's own storage does. Passwords are checked with SCRAM, which never sends them; what is said
 * after that goes over the cluster's network in the clear, between the pods that a network policy names.
 */
export class PostgresInCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:PostgresInCluster";

  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly adminUser: pulumi.Output<string>;
  /**
   * Marked as a secret. The database takes it over when its volume is first used; after that it is
   * changed with ALTER ROLE, not here.
   */
  readonly adminPassword: pulumi.Output<string>;
  /** Its pods, for the network policies of its clients. Plain. */
  readonly selector: Readonly<Record<string, string>>;
  /** What clients wait for. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PostgresInClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PostgresInCluster.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const kept = { ...own, ...retentionOptions(args) };
    const { namespace } = args;
    const selector = selectorLabels("postgresql", name, "database");
    const labels = { ...args.labels, ...selector };
    const metadata = { namespace, labels };

    const password = new random.RandomPassword(
      `${name}-password`,
      { length: 40, special: false },
      kept,
    );
    const secret = new kubernetes.core.v1.Secret(
      `${name}-admin`,
      { metadata, type: "Opaque", stringData: { password: pulumi.secret(password.result) } },
      kept,
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
            ...ingressFrom(args.clientNamespaces, POSTGRES_PORT),
            ...(args.clientPods ?? []).map((pods) => ingressFromPods(pods, POSTGRES_PORT)),
          ],
        },
      },
      own,
    );
    const memory = `${args.memoryMib ?? 512}Mi`;
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
              // Seconds that a checkpoint may take; the image stops with SIGINT, a fast shutdown.
              terminationGracePeriodSeconds: 120,
              securityContext: {
                ...pod.POD_SECURITY,
                runAsUser: POSTGRES_UID,
                runAsGroup: POSTGRES_UID,
                fsGroup: POSTGRES_UID,
                fsGroupChangePolicy: "OnRootMismatch",
              },
              containers: [
                {
                  name: "postgres",
                  image: args.image,
                  env: pod.envVars(POSTGRES_ENV),
                  ports: [{ name: "postgres", containerPort: POSTGRES_PORT }],
                  ...POSTGRES_PROBES,
                  securityContext: pod.CONTAINER_SECURITY,
                  resources: {
                    requests: { cpu: "250m", memory, "ephemeral-storage": "64Mi" },
                    limits: { memory, "ephemeral-storage": "256Mi" },
                  },
                  volumeMounts: [...POSTGRES_MOUNTS],
                },
              ],
              volumes: [
                { name: "data", persistentVolumeClaim: { claimName: volume.metadata.name } },
                {
                  name: "admin",
                  secret: { secretName: secret.metadata.name, defaultMode: 0o440 },
                },
                scratch("run", "16Mi"),
                scratch("shm", "128Mi"),
                pod.scratchVolume("64Mi"),
              ],
            },
          },
        },
      },
      { ...own, dependsOn: [network, ...(args.after ?? [])] },
    );
    const service = singlePod(
      name,
      { metadata, selector, port: { name: "postgres", number: POSTGRES_PORT } },
      server,
      own,
    );

    this.host = pulumi.interpolate`${service.metadata.name}.${namespace}.svc.cluster.local`;
    this.port = pulumi.output(POSTGRES_PORT);
    this.adminUser = pulumi.output(ADMIN);
    this.adminPassword = pulumi.secret(password.result);
    this.selector = selector;
    this.ready = [service];
    this.registerOutputs({
      host: this.host,
      port: this.port,
      adminUser: this.adminUser,
      adminPassword: this.adminPassword,
    });
  }
}

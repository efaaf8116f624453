import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { TO_AWS, TO_NAMES, TO_POD_IDENTITY, toPods } from "../workloads/network-rules";
import type { StoreAccess } from "../workloads/store-identity";
import type { DatabaseTls } from "./database-uri";

type EnvVar = types.input.core.v1.EnvVar;
type Egress = types.input.networking.v1.NetworkPolicyEgressRule;

/** What tracking gets from AWS. */
export interface AwsSite {
  readonly kind: "aws";
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  /** The AWS region of the bucket and the secrets. */
  readonly region: pulumi.Input<string>;
  /** The secret with the master user and password as JSON; read by the migration only. */
  readonly masterSecretArn: pulumi.Input<string>;
  /** The key of that secret. */
  readonly masterSecretKmsKeyArn: pulumi.Input<string>;
  /** CIDRs of the database's subnets: where the network policy lets connections go. */
  readonly databaseCidrs: readonly pulumi.Input<string>[];
  /**
   * PEM bundle of the authority that signed the database's certificate, for RDS:
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html. Plain whether.
   * @default none: connections are encrypted, and the server's certificate is not checked
   */
  readonly caBundle?: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  /** The key of the bucket. */
  readonly bucketKmsKeyArn: pulumi.Input<string>;
  /** The key of the generated secrets, which Secrets Manager keeps for people. */
  readonly secretsKmsKeyArn: pulumi.Input<string>;
  /** Days, 0 or 7 to 30, in which a deleted secret can be brought back. Plain. */
  readonly secretRecoveryDays: number;
  /** Roles of stacks/access.yaml whose people may read secrets that their first user replaces. Plain. */
  readonly secretReaders: readonly string[];
  /** The most that roles of its pods could have. Plain whether. @default none */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** Tags of everything taggable in AWS. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Pods that run something, for network policies. */
export interface PodsAt {
  readonly namespace: pulumi.Input<string>;
  /** Plain. */
  readonly selector: Readonly<Record<string, string>>;
}

/** What tracking gets from pods of the same cluster, where there is no cloud. */
export interface ClusterSite {
  readonly kind: "kubernetes";
  /** The database's first user; the password is marked as a secret. For the migration only. */
  readonly admin: { readonly user: pulumi.Input<string>; readonly password: pulumi.Input<string> };
  readonly database: PodsAt;
  /** The server's user of the object store. */
  readonly storeAccess: StoreAccess;
  /** Port: that of the store's pods. Plain. */
  readonly store: PodsAt & { readonly port: number };
  /**
   * What pods wait for, so that database and buckets are there.
   * @default nothing
   */
  readonly ready?: readonly pulumi.Resource[];
}

/** Where tracking runs. Ask `kind` which: it decides which resources exist. */
export type TrackingSite = AwsSite | ClusterSite;

/**
 * How connections to the database are encrypted. In the cluster they are not: the password never
 * crosses the network (SCRAM), and a network policy names who may connect.
 */
export function tlsOf(site: TrackingSite): DatabaseTls {
  if (site.kind === "kubernetes") return "off";
  return site.caBundle === undefined ? "unverified" : "verified";
}

/** Where the server and the migration may connect to. */
export function egressOf(
  site: TrackingSite,
  databasePort: pulumi.Input<number>,
): pulumi.Input<pulumi.Input<Egress>[]> {
  if (site.kind === "kubernetes") {
    return [TO_NAMES, toPods(site.database, databasePort), toPods(site.store, site.store.port)];
  }
  return pulumi
    .all([pulumi.all([...site.databaseCidrs]), databasePort])
    .apply(([cidrs, port]) => egressTo(cidrs, port));
}

/** Names, the database's subnets, AWS over TLS, and the agent that hands out credentials. */
export function egressTo(databaseCidrs: readonly string[], databasePort: number): Egress[] {
  const toDatabase = {
    to: [...databaseCidrs].sort().map((cidr) => ({ ipBlock: { cidr } })),
    ports: [{ protocol: "TCP", port: databasePort }],
  };
  return [TO_NAMES, toDatabase, TO_AWS, TO_POD_IDENTITY];
}

/** Entries of the migration's Secret with the database's first user; none where AWS keeps it. */
export const ADMIN_KEYS = {
  user: "database-admin-user",
  password: "database-admin-password",
} as const;

export function adminEntries(site: TrackingSite): Record<string, pulumi.Output<string>> {
  if (site.kind === "aws") return {};
  return {
    [ADMIN_KEYS.user]: pulumi.output(site.admin.user),
    [ADMIN_KEYS.password]: pulumi.secret(site.admin.password),
  };
}

/** Where the bootstrap script finds the database's first user; `secretName` is the migration's. */
export function adminEnv(site: TrackingSite, secretName: pulumi.Input<string>): EnvVar[] {
  if (site.kind === "aws") return [{ name: "MASTER_SECRET_ARN", value: site.masterSecretArn }];
  return [
    {
      name: "MASTER_USER",
      valueFrom: { secretKeyRef: { name: secretName, key: ADMIN_KEYS.user } },
    },
    {
      name: "MASTER_PASSWORD",
      valueFrom: { secretKeyRef: { name: secretName, key: ADMIN_KEYS.password } },
    },
  ];
}

/**
 * What MLflow's own client of the object store reads beside AWS's variables.
 * @see mlflow/store/artifact/s3_artifact_repo.py (3.17.0)
 */
export function storeEnv(site: TrackingSite): EnvVar[] {
  if (site.kind === "aws") return [];
  return [{ name: "MLFLOW_S3_ENDPOINT_URL", value: site.storeAccess.endpoint }];
}

/** What pods wait for besides their own parts. */
export const siteReady = (site: TrackingSite): readonly pulumi.Resource[] =>
  site.kind === "kubernetes" ? (site.ready ?? []) : [];

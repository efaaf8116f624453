import type * as pulumi from "@pulumi/pulumi";
import type { DefaultPermission } from "./database-uri";
import type { ArtifactAccess } from "./identity-policies";
import type { TrackingSite } from "./site";
import type { StoreAccess } from "../workloads/store-identity";

/** The PostgreSQL server that tracking keeps its two databases on. */
export interface TrackingDatabaseArgs {
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
}

/** How the databases of tracking are read, by a user that may do nothing else. */
export interface TrackingDump extends TrackingDatabaseArgs {
  readonly user: string;
  /** Marked as a secret. */
  readonly password: pulumi.Output<string>;
  /**
   * libpq's; where it is verify-full, the server's certificate wants a bundle of authorities. Plain.
   * @see https://www.postgresql.org/docs/current/libpq-ssl.html
   */
  readonly sslmode: string;
  /** What is in them → their names on the server. */
  readonly databases: Readonly<Record<"tracking" | "auth", string>>;
  /** What makes user and databases: a dump that starts before fails. */
  readonly ready: readonly pulumi.Resource[];
}

/** Where artifacts lie. */
export interface TrackingArtifactsArgs {
  readonly bucketName: pulumi.Input<string>;
  /**
   * Beginning of every key, without slashes at its ends; the server's permissions end there. Plain.
   * @default mlflow
   */
  readonly prefix?: string;
  /**
   * Whether clients read and write S3 themselves or through the server. Plain.
   * @default direct see `ArtifactAccess`
   */
  readonly access?: ArtifactAccess;
}

/** How runs that people deleted are removed for good. */
export interface CollectionArgs {
  /**
   * Service → its file, with its promotion records: what they name is never removed. Plain. At least
   * one: without records nothing may be removed.
   */
  readonly records: Readonly<Record<string, string>>;
  /** Days since the deletion. Plain. @default DELETED_RUN_DAYS */
  readonly olderThanDays?: number;
  /** The most that its role could have, on AWS. Plain whether. @default none */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** Its user of the object store, in a cluster: the only one there that may delete. */
  readonly storeAccess?: StoreAccess;
}

export interface MlflowArgs {
  /**
   * MLflow with its database, S3 and auth extras, by digest: `ghcr.io/mlflow/mlflow:v…-full@sha256:…`.
   * The image without `-full` has neither psycopg2 nor boto3. Plain: another image is another
   * migration.
   * @see https://github.com/mlflow/mlflow/blob/master/docker/README.md
   */
  readonly image: string;
  readonly namespace: pulumi.Input<string>;
  /** What it gets from where it runs: identities, the database's first user, the object store. */
  readonly site: TrackingSite;
  readonly database: TrackingDatabaseArgs;
  readonly artifacts: TrackingArtifactsArgs;
  /** Plain. @default none: deleted runs stay */
  readonly collection?: CollectionArgs;
  /**
   * Another value makes other secrets. The admin's password is read at the very first start only:
   * after that it is changed in MLflow itself. Plain.
   * @default 1
   */
  readonly secretGeneration?: string;
  /** Namespaces whose pods may connect; nothing else can. Plain. */
  readonly clientNamespaces: readonly string[];
  /**
   * DNS names under which people reach it through an ingress, over HTTPS. Plain.
   * @default none: inside the cluster and by port-forward only
   */
  readonly hostnames?: readonly string[];
  /**
   * Pods. Plain.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Worker processes in each pod. Plain.
   * @default 2
   */
  readonly workers?: number;
  /**
   * MiB of memory of each pod, request and limit; at least 1024. Plain.
   * @default 512 and 768 for each worker
   */
  readonly memoryMib?: number;
  /**
   * CPU request, as Kubernetes writes it; there is no CPU limit.
   * @default 500m
   */
  readonly cpu?: string;
  /**
   * What a user may do with what was not shared with them. Plain.
   * @default NO_PERMISSIONS: who sees and changes what, `towpath access tracking` says team by team
   */
  readonly defaultPermission?: DefaultPermission;
  /**
   * What pods need to run and must outlive them: node groups, add-ons. An argument, because what a
   * component depends on does not reach its children.
   * @default nothing
   */
  readonly after?: readonly pulumi.Resource[];
  /** Labels of everything in the cluster: `towpath.dev/owner` and the like. Plain. */
  readonly labels: Readonly<Record<string, string>>;
}

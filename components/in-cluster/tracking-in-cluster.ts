import * as pulumi from "@pulumi/pulumi";
import type { NamedPlace } from "../access/people";
import type { KubernetesEnvironment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { type Belonging, labelsOf } from "../config/tags";
import type { Service } from "../config/service";
import type { Teams } from "../config/teams";
import type { ObjectStore } from "../data/object-store";
import { STORE_PORT } from "../data/object-store-pod";
import { PostgresInCluster } from "../data/postgres-in-cluster";
import { COLLECTION_USER, TRACKING_USER } from "./existing-cluster-args";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { recordFiles } from "../composed/record-files";
import { namespace } from "../composed/namespace";
import { RECOVERY_NAMESPACE, selectorOf } from "../config/recovery-labels";
import { Mlflow } from "../tracking/mlflow";
import type { TrackingDump } from "../tracking/mlflow-args";

export interface TrackingInClusterArgs extends RetentionArgs {
  readonly environment: KubernetesEnvironment;
  readonly images: Images;
  /** Whose namespaces may call it. */
  readonly teams: Teams;
  /** Whose promotion records name what is never removed. */
  readonly services: Readonly<Record<string, Service>>;
  readonly objects: ObjectStore;
  /** Where the object store is, and the database comes. */
  readonly dataNamespace: pulumi.Input<string>;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** MLflow with a PostgreSQL of its own and a prefix of the artifacts bucket, all in one cluster. */
export class TrackingInCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:TrackingInCluster";

  /** Where experiments are tracked. */
  readonly uri: pulumi.Output<string>;
  /** Where it runs. */
  readonly place: NamedPlace;
  /** How its databases are backed up. */
  readonly dump: TrackingDump;
  /** The database's pods, for the network policies of its clients. Plain. */
  readonly databaseSelector: Readonly<Record<string, string>>;

  constructor(name: string, args: TrackingInClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TrackingInCluster.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { environment, images, objects, dataNamespace } = args;
    const { storage, tracking } = environment;
    const labels = labelsOf(args.part);
    const space = namespace("tracking", { level: "restricted", labels }, own);
    this.place = { kind: "tracking", namespace: space };
    const postgres = new PostgresInCluster(
      "postgres",
      {
        image: imageRef(images, "postgres").reference,
        namespace: dataNamespace,
        gib: storage.database_gib,
        storageClass: storage.class,
        clientNamespaces: ["tracking"],
        // Not the whole namespace: a drill never gets at what is in use.
        clientPods: [{ namespace: RECOVERY_NAMESPACE, selector: selectorOf("backup") }],
        labels,
        ...retentionOptions(args),
      },
      own,
    );
    const userOf = (user: string) => {
      const access = objects.access[user];
      if (access !== undefined) return access;
      throw new pulumi.ResourceError(`the object store has no user ${user}`, this, true);
    };
    const storeAccess = userOf(TRACKING_USER);
    const mlflow = new Mlflow(
      "mlflow",
      {
        image: imageRef(images, "mlflow").reference,
        namespace: space,
        site: {
          kind: "kubernetes",
          admin: { user: postgres.adminUser, password: postgres.adminPassword },
          database: { namespace: dataNamespace, selector: postgres.selector },
          storeAccess,
          store: { namespace: dataNamespace, selector: objects.selector, port: STORE_PORT },
          ready: [...objects.ready, ...postgres.ready],
        },
        database: { host: postgres.host, port: postgres.port },
        artifacts: { bucketName: "artifacts", prefix: TRACKING_PREFIX },
        collection: {
          records: recordFiles(args.services),
          storeAccess: userOf(COLLECTION_USER),
        },
        clientNamespaces: Object.values(args.teams).map((team) => team.namespace),
        hostnames: tracking.hostnames,
        replicas: tracking.replicas,
        workers: tracking.workers,
        memoryMib: tracking.memory_mib,
        secretGeneration: tracking.secret_generation,
        labels,
      },
      own,
    );
    this.uri = mlflow.trackingUri;
    this.dump = mlflow.dump;
    this.databaseSelector = postgres.selector;
    this.registerOutputs({ uri: this.uri });
  }
}

import * as pulumi from "@pulumi/pulumi";
import type { KubernetesEnvironment } from "../config/environment";
import { retentionOptions } from "../config/retention";
import { labelsOf } from "../config/tags";
import {
  type ClusterRecoveryArgs,
  declareRecovery,
  type RecoveryTold,
} from "../composed/cluster-recovery";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { namespace } from "../composed/namespace";
import type { ObjectStore } from "../data/object-store";
import { STORE_PORT } from "../data/object-store-pod";
import { POSTGRES_PORT } from "../data/postgres-in-cluster";
import { backupBucket } from "../data/recovery/backup-bucket";
import { backupVolume } from "../data/recovery/backup-volume";
import { RECOVERY_NAMESPACE, type RecoveryPart } from "../config/recovery-labels";
import type { BackupPlace } from "../data/recovery/site";
import { TO_NAMES, toPods } from "../workloads/network-rules";
import { StoreIdentity } from "../workloads/store-identity";
import { DRILL_REPORTS, recoveryUser, scratchOf, volumeOf } from "./existing-cluster-args";

export interface RecoveryInClusterArgs extends ClusterRecoveryArgs {
  readonly environment: KubernetesEnvironment;
  readonly objects: ObjectStore;
  /** Where object store and database are, and the database's pods. */
  readonly dataNamespace: pulumi.Input<string>;
  readonly databaseSelector: Readonly<Record<string, string>>;
}

/** Backups and drills on a cluster that is there already: into a volume, or a bucket elsewhere. */
export class RecoveryInCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:RecoveryInCluster";

  /** What the stack tells of them. */
  readonly told: RecoveryTold;

  constructor(name: string, args: RecoveryInClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RecoveryInCluster.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { dataNamespace, objects, environment } = args;
    const labels = labelsOf(args.part);
    const space = namespace(RECOVERY_NAMESPACE, { level: "restricted", labels }, own);
    const store = this.store(args, space);
    const toObjects = toPods({ namespace: dataNamespace, selector: objects.selector }, STORE_PORT);
    const toDatabase = toPods(
      { namespace: dataNamespace, selector: args.databaseSelector },
      POSTGRES_PORT,
    );
    const identity = (part: RecoveryPart) =>
      new StoreIdentity(
        part,
        { namespace: space, serviceAccount: part, store: this.access(args, part), labels },
        own,
      );
    const outputs = declareRecovery(
      args,
      {
        namespace: space,
        artifactRoot: `s3://artifacts/${TRACKING_PREFIX}`,
        reports: `s3://reports/${DRILL_REPORTS}`,
        scratch: scratchOf(environment),
        after: objects.ready,
        backup: {
          identity: identity("backup"),
          store,
          egress: [TO_NAMES, toDatabase, toObjects],
        },
        // Its reports go to the object store; the database it has no way to.
        drill: { identity: identity("drill"), store, egress: [TO_NAMES, toObjects] },
      },
      this,
    );
    this.told = { ...outputs, namespace: space };
    this.registerOutputs({ recipient: outputs.recipient });
  }

  private store(args: RecoveryInClusterArgs, space: pulumi.Output<string>): BackupPlace {
    const { recovery } = args.environment;
    if (recovery.store.s3 !== undefined) return backupBucket(recovery.store.s3);
    return backupVolume(
      "backups",
      {
        namespace: space,
        labels: labelsOf(args.part),
        ...volumeOf(args.environment),
        ...retentionOptions(args),
      },
      this,
    );
  }

  /** A user of the object store for each: the drill's cannot read what it is to prove. */
  private access({ objects }: RecoveryInClusterArgs, part: RecoveryPart) {
    const user = recoveryUser(part);
    const access = objects.access[user];
    if (access !== undefined) return access;
    throw new pulumi.ResourceError(`the object store has no user ${user}`, this, true);
  }
}

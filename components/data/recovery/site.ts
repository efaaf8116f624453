import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RecoverySettings } from "../../config/recovery-schema";
import type { MountedBundle } from "../../workloads/bundle";
import type { ContentMap } from "../../workloads/content-map";
import type { WorkloadIdentity } from "../../workloads/identity";

type EnvVar = types.input.core.v1.EnvVar;
type Egress = types.input.networking.v1.NetworkPolicyEgressRule;

/** How a pod gets at the place where backups lie. */
export interface BackupPlace {
  /** `BACKUP_STORE`: a folder, or `s3://bucket/prefix`. */
  readonly uri: pulumi.Input<string>;
  /** Variables for it, where they differ from those of the artifacts' store. */
  readonly env: readonly EnvVar[];
  /** Of a folder. @default none */
  readonly volume?: types.input.core.v1.Volume;
  readonly mount?: types.input.core.v1.VolumeMount;
  /** The way there, beyond what the pod's other stores need. */
  readonly egress: readonly Egress[];
}

/** What backups and drills of an environment share. Plain unless it says otherwise. */
export interface RecoverySite {
  /** The environment's name. */
  readonly environment: string;
  readonly settings: RecoverySettings;
  /** May be an output. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Images, by digest where one is known. */
  readonly images: Readonly<Record<"node" | "postgres" | "mlflow", string>>;
  /** dist/recovery.js, mounted. */
  readonly program: MountedBundle;
  /** `s3://…`: where artifacts lie, and reports of drills go. Outputs. */
  readonly artifactRoot: pulumi.Input<string>;
  readonly reports: pulumi.Input<string>;
  /** Where CloudWatch keeps the ages of backup and drill. @default none is there */
  readonly metricsNamespace?: string;
  /** GiB that a pod's containers may fill together. */
  readonly scratch: ScratchArgs;
  /** What pods wait for: nodes, names, stores. */
  readonly after: readonly pulumi.Resource[];
}

/** The folder that the containers of a pod share. */
export interface ScratchArgs {
  readonly drillGib: number;
  readonly backupGib: number;
  /**
   * `node`: on the node's own disk. `volume`: a disk of the default StorageClass that lives as long as
   * the pod, where nodes' disks are small.
   */
  readonly on: "node" | "volume";
}

/** Who one of the two pods is, and where it goes. */
export interface RecoveryPod {
  readonly identity: WorkloadIdentity;
  readonly store: BackupPlace;
  /** Names, artifacts, reports. */
  readonly egress: pulumi.Input<pulumi.Input<Egress>[]>;
}

/** Promotion records, as the backup finds them. */
export type Records = ContentMap;

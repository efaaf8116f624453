import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import type { RecordFile } from "../config/record-files";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { type Belonging, labelsOf } from "../config/tags";
import { BackupJob, type DumpedDatabase } from "../data/recovery/backup-job";
import { DrillJob } from "../data/recovery/drill-job";
import { DrillSigner } from "../data/recovery/drill-signer";
import { RecoveryKey } from "../data/recovery/recovery-key";
import type { RecoveryPod, RecoverySite } from "../data/recovery/site";
import { mountedBundle } from "../workloads/bundle";
import type { Bundle } from "../workloads/bundle-source";
import { contentMap } from "../workloads/content-map";
import type { VaultArgs } from "../workloads/vault-secret";

/** What an environment's backups and drills are made of, wherever its cluster is. */
export interface ClusterRecoveryArgs extends RetentionArgs {
  /** The environment's name. */
  readonly name: string;
  readonly environment: Environment;
  readonly images: Images;
  /** The programs that its pods run. */
  readonly bundles: Readonly<Record<"recovery" | "inference", Bundle>>;
  /** Promotion records, which are backed up with what they name. */
  readonly records: readonly RecordFile[];
  /** The databases of tracking, and how they are read. */
  readonly dump: DumpedDatabase;
  /** Whom and what everything here is for. */
  readonly part: Belonging;
}

/** What differs with the place of the cluster. */
export interface RecoveryPlace extends Pick<
  RecoverySite,
  "namespace" | "artifactRoot" | "reports" | "metricsNamespace" | "scratch" | "after"
> {
  readonly backup: RecoveryPod;
  readonly drill: RecoveryPod;
  /** Where people find the private key. @default in the state alone */
  readonly vault?: VaultArgs;
}

/** Where backups are encrypted to, as the program says it. */
export interface RecoveryOutputs {
  /** `age1…` */
  readonly recipient: pulumi.Output<string>;
  /** The private key, a secret; null where people have it and the program never had. */
  readonly identity: pulumi.Output<string | null>;
  /** `ed25519:…`: what reports of drills are signed with, for `signers` of stacks/access.yaml. */
  readonly signer: pulumi.Output<string>;
  /** Where backups lie: `s3://bucket/prefix`, or the folder that a volume is mounted at. */
  readonly store: pulumi.Output<string>;
  /** Where reports of drills lie: `s3://bucket/prefix`. */
  readonly reports: pulumi.Output<string>;
}

/** What a stack tells of its backups. */
export interface RecoveryTold extends RecoveryOutputs {
  readonly namespace: pulumi.Output<string>;
}

/** Declares the key, the backup and the drill of an environment, below one component. */
export function declareRecovery(
  args: ClusterRecoveryArgs,
  place: RecoveryPlace,
  parent: pulumi.Resource,
): RecoveryOutputs {
  const { environment, images, bundles } = args;
  const settings = environment.recovery;
  const { namespace, vault } = place;
  const labels = labelsOf(args.part);
  const own = { parent };
  const mounted = (bundle: Bundle) => mountedBundle(bundle, { namespace, labels }, own);
  const site: RecoverySite = {
    ...place,
    ...{ environment: args.name, settings, labels },
    images: {
      node: imageRef(images, "node").reference,
      postgres: imageRef(images, "postgres").reference,
      mlflow: imageRef(images, "mlflow").reference,
    },
    program: mounted(bundles.recovery),
  };
  const key =
    settings.recipient === undefined
      ? new RecoveryKey(
          "recovery-key",
          {
            namespace,
            labels,
            generation: settings.key_generation,
            ...(vault !== undefined && { vault }),
            ...retentionOptions(args),
          },
          own,
        )
      : undefined;
  const recipient = key?.recipient ?? pulumi.output(settings.recipient ?? "");
  const mlflow = versionIn(images.mlflow?.tag ?? "");
  new BackupJob(
    "backup",
    {
      ...{ site, recipient, pod: place.backup, database: args.dump },
      records: contentMap("promotion-records", args.records, { namespace, labels }, own),
      versions: mlflow === undefined ? {} : { mlflow },
    },
    own,
  );
  const signer = new DrillSigner(
    "recovery-signer",
    { namespace, labels, generation: settings.key_generation },
    own,
  );
  new DrillJob(
    "drill",
    {
      ...{ site, pod: place.drill, inference: mounted(bundles.inference) },
      ...(key !== undefined && { key: key.secret }),
      signer: signer.secret,
    },
    own,
  );
  return {
    recipient,
    identity: key?.identity ?? pulumi.output(null),
    signer: signer.publicKey,
    store: pulumi.output(place.backup.store.uri),
    reports: pulumi.output(place.reports),
  };
}

/** 3.16.1 of `v3.16.1-full`. */
function versionIn(tag: string): string | undefined {
  return /\d+(\.\d+)+/.exec(tag)?.[0];
}

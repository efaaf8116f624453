import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { bundleParts } from "../../workloads/bundle";
import * as pod from "../../workloads/pod-security";
import { container, cronJobSpec, labelsFor, WORK, WORK_MOUNT, workVolume } from "./cron-job";
import { waysOut } from "./network";
import { DUMP_SCRIPT } from "./scripts";
import type { Records, RecoveryPod, RecoverySite } from "./site";

/** The databases of tracking, and the user that may read them and change nothing. */
export interface DumpedDatabase {
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
  readonly user: string;
  /** Marked as a secret. */
  readonly password: pulumi.Input<string>;
  /** libpq's. Plain. */
  readonly sslmode: string;
  readonly databases: Readonly<Record<"tracking" | "auth", string>>;
  readonly ready: readonly pulumi.Resource[];
}

export interface BackupJobArgs {
  readonly site: RecoverySite;
  readonly pod: RecoveryPod;
  readonly database: DumpedDatabase;
  /** The public key, `age1…`. */
  readonly recipient: pulumi.Input<string>;
  readonly records: Records;
  /** Program → version, for whoever restores in a year. Plain. */
  readonly versions: { readonly mlflow?: string };
}

const RECORDS = "/etc/towpath/records";
/** The entry of the Secret with the database's password. */
const PASSWORD = "password";

/**
 * Backs up tracking on a schedule: a dump of both databases, then the artifacts and records that it names,
 * encrypted to a key that nothing here can open. Two containers, so that the one with the way to the
 * backups holds no password of the database, and the one with the password no way to the backups.
 */
export class BackupJob extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:BackupJob";

  /** The CronJob's name: `kubectl create job --from=cronjob/NAME` runs it now. */
  readonly cronJob: pulumi.Output<string>;

  constructor(name: string, args: BackupJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BackupJob.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { site, database } = args;
    const labels = labelsFor("backup", site);
    const metadata = { namespace: site.namespace, labels };
    const secret = new kubernetes.core.v1.Secret(
      `${name}-database`,
      {
        metadata: { ...metadata, name: `${name}-database` },
        type: "Opaque",
        stringData: { [PASSWORD]: pulumi.secret(database.password) },
      },
      own,
    );
    const network = waysOut(name, "backup", args.pod, metadata, own);
    this.cronJob = new kubernetes.batch.v1.CronJob(
      name,
      {
        metadata: { name, ...metadata },
        spec: cronJobSpec({
          schedule: site.settings.backup_schedule,
          // Six hours: a first backup of a terabyte, and still before the next night.
          deadlineSeconds: 6 * 3600,
          // Late is better than never, but not into the next one.
          latestSeconds: 12 * 3600,
          backoffLimit: 2,
          decides: "backup",
          finalExitCodes: [2],
          labels,
          serviceAccountName: args.pod.identity.serviceAccountName,
          pod: this.pod(args, secret.metadata.name, labels),
        }),
      },
      {
        ...own,
        dependsOn: [...args.pod.identity.ready, network, ...database.ready, ...site.after],
      },
    ).metadata.name;
    this.registerOutputs({ cronJob: this.cronJob });
  }

  private pod(
    { site, database, records, ...args }: BackupJobArgs,
    secretName: pulumi.Output<string>,
    labels: Readonly<Record<string, string>>,
  ) {
    const { store, identity } = args.pod;
    const { scratch, metricsNamespace } = site;
    const code = bundleParts(site.program);
    const diskGib = scratch.on === "node" ? scratch.backupGib : 0;
    return {
      initContainers: [
        {
          ...container("dump", site.images.postgres, { memoryMib: 256, diskGib }),
          command: ["sh", "-c", DUMP_SCRIPT],
          env: [
            ...pod.envVars({
              AUTH_DATABASE: database.databases.auth,
              PGCONNECT_TIMEOUT: "30",
              PGSSLMODE: database.sslmode,
              PGUSER: database.user,
              TRACKING_DATABASE: database.databases.tracking,
              WORK,
            }),
            { name: "PGHOST", value: database.host },
            {
              name: "PGPASSWORD",
              valueFrom: { secretKeyRef: { name: secretName, key: PASSWORD } },
            },
            { name: "PGPORT", value: pulumi.output(database.port).apply(String) },
          ],
          volumeMounts: [WORK_MOUNT, pod.SCRATCH_MOUNT],
        },
      ],
      containers: [
        {
          ...container("backup", site.images.node, { memoryMib: 512, cpu: "500m", diskGib }),
          command: [...code.command, "backup"],
          env: [
            ...pod.envVars({
              ENVIRONMENT: site.environment,
              HOME: "/tmp",
              RECORDS,
              WORK,
              ...(args.versions.mlflow === undefined
                ? {}
                : { MLFLOW_VERSION: args.versions.mlflow }),
              ...(metricsNamespace === undefined ? {} : { CLOUDWATCH_NAMESPACE: metricsNamespace }),
            }),
            { name: "ARTIFACT_ROOT", value: site.artifactRoot },
            { name: "BACKUP_RECIPIENT", value: args.recipient },
            { name: "BACKUP_STORE", value: store.uri },
            { name: "REPORTS", value: site.reports },
            ...identity.env,
            ...store.env,
          ],
          volumeMounts: [
            WORK_MOUNT,
            pod.SCRATCH_MOUNT,
            code.mount,
            { name: "records", mountPath: RECORDS, readOnly: true },
            ...(store.mount === undefined ? [] : [store.mount]),
          ],
        },
      ],
      volumes: [
        workVolume(scratch.backupGib, scratch.on, labels),
        pod.scratchVolume("64Mi"),
        code.volume,
        { name: "records", projected: { sources: [records.source], defaultMode: 0o444 } },
        ...(store.volume === undefined ? [] : [store.volume]),
      ],
    };
  }
}

import type { AwsEnvironment, Environment, KubernetesEnvironment } from "../environment";
import { archiveDays, BACKUPS_KEPT, PROMISED_CLASSES } from "../recovery";
import { bucketRows } from "./buckets";
import { row, type RetentionRow } from "./row";
import { DELETED_RUN_DAYS, type Retention, retentionOf } from "./table";

/**
 * Everything that an environment keeps: what, how long, why. Made from what the components are made
 * from; a test compares it with the plan of every environment that is shipped.
 */
export function retentionRows(environment: Environment): RetentionRow[] {
  return environment.kind === "aws" ? awsRows(environment) : clusterRows(environment);
}

function awsRows({ audit, maturity, recovery, settings }: AwsEnvironment): RetentionRow[] {
  const retention = retentionOf(settings);
  const tracking = maturity >= 2;
  return [
    ...bucketRows(retention.buckets, {
      trail: audit.trail === "own",
      sessions: settings.sessionLogCopies,
    }),
    ...(tracking
      ? [...databaseRows(retention), DELETED_RUNS, trackingBackups("bucket backups, tracking/")]
      : []),
    ...backupRows(retention),
    ...logRows(retention),
    ...["inference", "jobs"].map((repository) =>
      row({
        kind: "images",
        place: `registry-${repository}`,
        limit: `newest ${retention.images.keepImages}; untagged ${retention.images.untaggedDays} days`,
        why: "what a served version and its rollback target run in",
      }),
    ),
    ...keyRows(retention),
    ...(tracking ? SECRETS : []).map((secret) =>
      row({
        kind: "secret",
        place: secret,
        restorableDays: retention.deletedSecretDays,
        why: "generated; deleted by mistake it takes tracking down",
      }),
    ),
    // An own key is where its owner keeps it.
    ...(tracking && recovery.recipient === undefined
      ? [
          row({
            ...{ kind: "secret", place: "recovery-key" },
            restorableDays: retention.deletedSecretDays,
            why: "opens the backups of tracking; the state has it too, and a safe should",
          }),
        ]
      : []),
    POD_LOGS,
  ];
}

/** The secrets of MLflow in Secrets Manager. RDS keeps the database's own, and brings none back. */
const SECRETS = ["mlflow-secrets-admin", "mlflow-secrets-database", "mlflow-secrets-flask"];

function databaseRows(retention: Retention): RetentionRow[] {
  return [
    row({
      kind: "database",
      place: "database",
      restorableDays: retention.databaseDays,
      why: "runs, versions, people of tracking; back to any second, by RDS itself",
    }),
    row({
      kind: "database",
      place: "database-statistics",
      keptDays: retention.queryStatisticsDays,
      why: "which queries were slow; nothing that anybody needs later",
    }),
    ...(retention.finalSnapshot
      ? [
          row({
            kind: "database",
            place: "database-final-snapshot",
            why: "taken when the database is destroyed: the last way back",
          }),
        ]
      : []),
    ...["postgresql", "upgrade"].map((log) =>
      row({
        kind: "logs",
        place: `database-${log}`,
        // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
        why: "RDS makes the group and sets no end; its days are set by hand",
      }),
    ),
  ];
}

function backupRows({ backups }: Retention): RetentionRow[] {
  const lockedDays = backups.locked ? backups.retentionDays : 0;
  const shared = { kind: "backup", lockedDays, copied: backups.copied } as const;
  return PROMISED_CLASSES.flatMap((dataClass) =>
    (["continuous", "daily"] as const).flatMap((way) => {
      const archived = archiveDays(dataClass, backups);
      const place = `${dataClass}-${way}`;
      return [
        row({
          ...{ ...shared, place: `${place} ${way}`, keptDays: backups.retentionDays },
          why:
            way === "continuous"
              ? `buckets with ${dataClass} data, back to any second`
              : `databases and disks with ${dataClass} data, one a day`,
        }),
        ...(archived === null
          ? []
          : [
              row({
                ...{ ...shared, place: `${place} archive`, keptDays: archived },
                why: "one a month, for damage that is found late (components/config/recovery.ts)",
              }),
            ]),
      ];
    }),
  );
}

function logRows({ logGroupDays }: Retention): RetentionRow[] {
  return Object.entries({
    "audit-sessions": "what people typed on nodes",
    "audit-trail": "what alarms about people are made from",
    "cluster-logs": "who asked the cluster's API for what",
    "network-flow-logs": "who spoke to whom",
  }).map(([place, why]) => row({ kind: "logs", place, keptDays: logGroupDays, why }));
}

function keyRows({ deletedKeyDays, backups }: Retention): RetentionRow[] {
  return [
    ...["backups", "cluster-secrets", "data", "logs", "registry", "secrets", "volumes"].map(
      (key) => `keys-${key}`,
    ),
    ...(backups.copied ? ["buckets-replica-key", "backups-copies-key"] : []),
  ].map((place) =>
    row({
      ...{ kind: "key", place, restorableDays: deletedKeyDays },
      why: "with a key everything is lost that it encrypted",
    }),
  );
}

/** What the CronJob `backup` leaves of its own, wherever they lie (components/data/recovery). */
const trackingBackups = (place: string) =>
  row({
    ...{ kind: "folder", place },
    limit: keptBackups("by the CronJob backup"),
    why: "database, artifacts and records of one moment, encrypted: what drills restore",
  });

function keptBackups(by: string): string {
  const { daily, weekly, monthly } = BACKUPS_KEPT;
  return `newest of ${daily} days, ${weekly} weeks, ${monthly} months, ${by}`;
}

/** What the CronJob beside MLflow removes (components/tracking/mlflow-gc.ts). */
const DELETED_RUNS = row({
  kind: "runs",
  place: "deleted runs of tracking",
  keptDays: DELETED_RUN_DAYS,
  why: "time to notice a mistake; what a record names or a version points to is never collected",
});

/**
 * Where nothing collects them. The kubelet keeps 5 files of 10 MiB a container by default:
 * https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
 */
const POD_LOGS = row({
  kind: "folder",
  place: "logs of pods",
  limit: "5 files of 10 MiB a container, and gone with the pod",
  why: "nobody collects them yet; what must last is in tracking",
});

function clusterRows({ maturity, recovery }: KubernetesEnvironment): RetentionRow[] {
  // The gateway has versions, no lifecycle rules (docs/decisions/0007-object-store.md). It knows
  // object lock, which is off: whoever has the volume has its files, locked or not.
  const objects = ["datasets", "artifacts", "reports", "backups", "logs"].map((place) =>
    row({
      ...{ kind: "bucket", place, restorableDays: null },
      why: "older versions stay until somebody deletes them: the store has no lifecycle rules",
    }),
  );
  const tracking = maturity >= 2;
  const offsite = recovery.store.s3?.uri;
  const volumes = [
    "objects-data",
    ...(tracking ? ["postgres-data"] : []),
    ...(tracking && offsite === undefined ? ["backups"] : []),
  ].map((place) =>
    row({ kind: "volume", place, why: "goes with its claim, as its StorageClass says" }),
  );
  return [
    ...objects,
    ...volumes,
    ...(tracking ? [DELETED_RUNS, trackingBackups(offsite ?? "volume backups, its content")] : []),
    POD_LOGS,
  ];
}

/** What a machine keeps that Towpath runs on by itself: the `local` environment of `npm start`. */
export function machineRows(): RetentionRow[] {
  return [
    row({
      ...{ kind: "folder", place: ".towpath/mlflow" },
      limit: `deleted runs ${DELETED_RUN_DAYS} days, then towpath data gc`,
      why: "runs, versions and artifacts of trying; towpath clean takes them",
    }),
    row({
      ...{ kind: "folder", place: ".towpath/backups" },
      limit: keptBackups("by towpath backup prune"),
      why: "the way back; name a place on another disk in TOWPATH_BACKUPS",
    }),
    row({ kind: "folder", place: ".towpath/drills", why: "reports of drills" }),
  ];
}

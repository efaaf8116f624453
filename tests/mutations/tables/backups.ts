import { labelsOf, tagsOf } from "../../../components/config/tags";
import { add, beside, comesFrom, type Draft, gone, type Mutation, set, unset } from "../mutation";

const PLAN = "backup/plan:Plan backups-internal-daily";
const VAULT = "backup/vault:Vault backups-vault";
const LOCK = "VaultLockConfiguration backups-vault-lock";

const BELONGING = { environment: "prod", owner: "platform", service: "platform" };
const tags = tagsOf(BELONGING);

/** A shared file system beside the vault, with nothing wrong but what is given. */
const fileSystem = (name: string, inputs: Draft) =>
  beside("aws:efs/fileSystem:FileSystem", name, {
    encrypted: true,
    kmsKeyId: "alias/towpath-data",
    tags: { ...tags, "towpath:data-class": "internal" },
    ...inputs,
  });

/** Mistakes in what is backed up, for how long, and whether it comes back. */
export const BACKUPS: readonly Mutation[] = [
  {
    name: "no plan takes what is internal",
    at: "backup/selection:Selection backups-internal-daily-selection",
    policy: "backups-in-a-plan",
    change: gone,
  },
  {
    name: "the database's class of data is left to chance",
    at: "Instance database",
    policy: "backups-in-a-plan",
    change: set(["tags", "towpath:data-class"], "operational"),
  },
  {
    name: "the selection is of another environment",
    at: "backup/selection:Selection backups-confidential-continuous-selection",
    policy: "backups-in-a-plan",
    change: set("conditions.0.stringEquals.0.value", "staging"),
  },
  {
    name: "a file system is in no plan",
    at: VAULT,
    policy: "backups-in-a-plan",
    // Nor is one of its kind ever restored.
    also: ["backups-restore-testing"],
    change: fileSystem("shared", { tags }),
  },
  {
    name: "backups are deleted after a week",
    at: PLAN,
    policy: "backups-retention",
    // The vault's lock refuses them.
    also: ["backups-lock-fits"],
    change: set("rules.0.lifecycle.deleteAfter", 7),
  },
  {
    name: "staging's copies of a day are deleted on the next",
    at: "backup/plan:Plan backups-internal-continuous",
    environment: "staging",
    policy: "backups-retention",
    change: set("rules.0.lifecycle.deleteAfter", 13),
    also: ["backups-lock-fits"],
  },
  {
    name: "the vault encrypts with AWS's own key",
    at: VAULT,
    policy: "backups-vault-key",
    change: unset("kmsKeyArn"),
  },
  {
    name: "backups go with their vault",
    at: VAULT,
    policy: "backups-vault-kept",
    change: set("forceDestroy", true),
  },
  {
    name: "the vault is not locked",
    at: LOCK,
    policy: "backups-vault-lock",
    change: gone,
  },
  {
    name: "the copies' lock takes backups of a day",
    at: "VaultLockConfiguration backups-copies-lock",
    policy: "backups-vault-lock",
    change: set("minRetentionDays", 1),
  },
  {
    name: "the lock takes only backups of a year",
    at: LOCK,
    policy: "backups-lock-fits",
    change: set("minRetentionDays", 365),
  },
  {
    name: "nobody can ever lift the lock",
    at: LOCK,
    policy: "backups-no-compliance-lock",
    change: set("changeableForDays", 3),
  },
  {
    name: "backups stay in their region",
    at: PLAN,
    policy: "backups-second-region",
    change: unset("rules.0.copyActions"),
  },
  {
    name: "copies go to a vault of the same region",
    at: PLAN,
    policy: "backups-second-region",
    change: comesFrom({ rules: [VAULT] }),
  },
  {
    name: "no backup of the database is ever restored",
    at: "RestoreTestingSelection backups-restore-tests-rds",
    policy: "backups-restore-testing",
    change: gone,
  },
  {
    name: "no backup is ever restored",
    at: "RestoreTestingPlan backups-restore-tests",
    policy: "backups-restore-testing",
    change: gone,
  },
  {
    name: "nobody hears of objects that were left out of a backup",
    at: "VaultNotifications audit-recovery-notices-events",
    policy: "backups-notices",
    change: set("backupVaultEvents", ["COPY_JOB_FAILED"]),
  },
  {
    name: "the vault tells nobody",
    at: "VaultNotifications audit-recovery-notices-events",
    policy: "backups-notices",
    change: gone,
  },
  {
    name: "there is no report of what was backed up",
    at: "ReportPlan audit-recovery-notices-backup-report",
    policy: "backups-notices",
    change: gone,
  },
  {
    name: "a drill may fail unheard",
    at: "MetricAlarm drill-failed",
    policy: "backups-alarms",
    change: gone,
  },
  {
    name: "drills that stop are no alarm",
    at: "MetricAlarm drill-overdue",
    policy: "backups-alarms",
    change: set("treatMissingData", "notBreaching"),
  },
  {
    name: "backups of a week ago are early enough",
    at: "MetricAlarm backup-overdue",
    policy: "backups-alarms",
    change: set("threshold", 168),
  },
  {
    name: "staging's drills may stay away",
    at: "MetricAlarm drill-overdue",
    environment: "staging",
    policy: "backups-alarms",
    change: gone,
  },
  {
    name: "a file system is not encrypted",
    at: VAULT,
    policy: "backups-encrypted-file-systems",
    also: ["backups-restore-testing"],
    change: fileSystem("shared", { encrypted: false }),
  },
  {
    name: "an access point makes every client root",
    at: VAULT,
    policy: "backups-access-points",
    change: beside("aws:efs/accessPoint:AccessPoint", "shared-everybody", {
      posixUser: { uid: 0, gid: 0 },
      rootDirectory: { path: "/support-ml" },
      tags,
    }),
  },
  {
    name: "an access point opens the whole file system",
    at: VAULT,
    policy: "backups-access-points",
    change: beside("aws:efs/accessPoint:AccessPoint", "shared-all", {
      posixUser: { uid: 10001, gid: 10001 },
      tags,
    }),
  },
  {
    name: "the drill is suspended",
    at: "CronJob drill",
    policy: "backups-scheduled",
    change: set("spec.suspend", true),
  },
  {
    name: "the drill runs once a year",
    at: "CronJob drill",
    policy: "backups-scheduled",
    change: set("spec.schedule", "40 4 1 1 *"),
  },
  {
    name: "staging is backed up on working days",
    at: "CronJob backup",
    environment: "staging",
    policy: "backups-scheduled",
    change: set("spec.schedule", "40 0 * * 1-5"),
  },
  {
    name: "tracking is not backed up",
    at: "CronJob backup",
    policy: "backups-scheduled",
    change: gone,
  },
  {
    name: "the pod that writes backups has the key that opens them",
    at: "CronJob backup",
    policy: "backups-key-apart",
    change: add("spec.jobTemplate.spec.template.spec.volumes", {
      name: "identity",
      secret: { secretName: "backup-identity" },
    }),
  },
  {
    name: "the pod that writes backups may sign that a drill passed",
    at: "CronJob backup",
    policy: "backups-key-apart",
    change: add("spec.jobTemplate.spec.template.spec.volumes", {
      name: "signing",
      secret: { secretName: "drill-signing-key" },
    }),
  },
  {
    name: "the drill may reach the live database",
    at: "NetworkPolicy drill-network",
    policy: "backups-drill-apart",
    change: add("spec.egress", {
      to: [{ ipBlock: { cidr: "10.42.0.0/16" } }],
      ports: [{ protocol: "TCP", port: 5432 }],
    }),
  },
  {
    name: "the drill goes where it likes",
    at: "NetworkPolicy drill-network",
    policy: "tenancy-network-isolation",
    change: gone,
  },
  {
    name: "the volume of backups may be replaced",
    at: "CronJob backup",
    policy: "backups-volumes-protected",
    change: beside("kubernetes:core/v1:PersistentVolumeClaim", "backups", {
      metadata: { namespace: "recovery", labels: labelsOf(BELONGING) },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "15Gi" } } },
    }),
  },
];

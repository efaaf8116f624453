import { asSecret } from "../../../apps/cli/preview/wire";
import { all, comesFrom, type Mutation, set, unset } from "../mutation";

/** The one database, of tracking. */
const at = "Instance database";

/** Mistakes in the database and its parameters. */
export const DATABASES: readonly Mutation[] = [
  {
    name: "the database's storage is not encrypted",
    at,
    policy: "databases-encrypted-storage",
    change: set("storageEncrypted", false),
  },
  {
    name: "nobody says whether dev's storage is encrypted",
    at,
    environment: "dev",
    policy: "databases-encrypted-storage",
    change: unset("storageEncrypted"),
  },
  {
    name: "the database is encrypted with RDS's own key",
    at,
    policy: "databases-customer-key",
    change: unset("kmsKeyId"),
  },
  {
    name: "the database has a public address",
    at,
    policy: "databases-private",
    change: set("publiclyAccessible", true),
  },
  {
    name: "dev's database has a public address",
    at,
    environment: "dev",
    policy: "databases-private",
    change: set("publiclyAccessible", true),
  },
  {
    name: "the master password is written into the program",
    at,
    policy: "databases-managed-password",
    // The SDK marks it as a secret, so that the rule on literals has nothing to say.
    change: set("password", asSecret("correct-horse-battery")),
  },
  {
    name: "RDS does not keep the master password",
    at,
    policy: "databases-managed-password",
    change: set("manageMasterUserPassword", false),
  },
  {
    name: "connections without TLS are let in",
    at: "ParameterGroup database-parameters",
    policy: "databases-encrypted-connections",
    change: set("parameters.5.value", "0"),
  },
  {
    name: "the parameters do not speak of TLS",
    at: "ParameterGroup database-parameters",
    policy: "databases-encrypted-connections",
    change: unset("parameters.5"),
  },
  {
    name: "the database takes RDS's default parameters",
    at,
    policy: "databases-encrypted-connections",
    change: all(
      set("parameterGroupName", "default.postgres17"),
      comesFrom({ parameterGroupName: [] }),
    ),
  },
  {
    name: "only passwords open the database",
    at,
    policy: "databases-iam-authentication",
    change: set("iamDatabaseAuthenticationEnabled", false),
  },
  {
    name: "RDS keeps backups for a week instead of five",
    at,
    policy: "databases-backup-retention",
    change: set("backupRetentionPeriod", 7),
  },
  {
    name: "in staging nobody says how long RDS keeps backups",
    at,
    environment: "staging",
    policy: "databases-backup-retention",
    change: unset("backupRetentionPeriod"),
  },
  {
    name: "RDS would delete the database when told to",
    at,
    policy: "databases-deletion-protection",
    change: set("deletionProtection", false),
  },
  {
    name: "RDS would delete staging's database, too",
    at,
    environment: "staging",
    policy: "databases-deletion-protection",
    change: unset("deletionProtection"),
  },
  {
    name: "a deleted database leaves no snapshot",
    at,
    policy: "databases-final-snapshot",
    change: set("skipFinalSnapshot", true),
  },
  {
    name: "the final snapshot has no name",
    at,
    policy: "databases-final-snapshot",
    change: unset("finalSnapshotIdentifier"),
  },
  {
    name: "a deleted database takes its backups along",
    at,
    policy: "databases-final-snapshot",
    change: set("deleteAutomatedBackups", true),
  },
  {
    name: "snapshots lose the database's tags",
    at,
    policy: "databases-snapshot-tags",
    change: unset("copyTagsToSnapshot"),
  },
  {
    name: "prod's database has no standby",
    at,
    policy: "databases-multi-az",
    change: set("multiAz", false),
  },
  {
    name: "security fixes of the engine wait for somebody",
    at,
    policy: "databases-minor-upgrades",
    change: set("autoMinorVersionUpgrade", false),
  },
  {
    name: "the log of upgrades stays on the host",
    at,
    policy: "databases-log-exports",
    change: set("enabledCloudwatchLogsExports", ["postgresql"]),
  },
  {
    name: "no log leaves the host",
    at,
    policy: "databases-log-exports",
    change: unset("enabledCloudwatchLogsExports"),
  },
  {
    name: "nobody records what the database was busy with",
    at,
    policy: "databases-performance-insights",
    change: set("performanceInsightsEnabled", false),
  },
  {
    name: "the database's host is not measured",
    at,
    policy: "databases-enhanced-monitoring",
    change: set("monitoringInterval", 0),
  },
  {
    name: "RDS has no role to measure the host with",
    at,
    policy: "databases-enhanced-monitoring",
    change: unset("monitoringRoleArn"),
  },
  {
    name: "the master password lies under AWS's own key",
    at,
    policy: "databases-customer-key",
    change: unset("masterUserSecretKmsKeyId"),
  },
  {
    name: "the text of statements lies under AWS's own key",
    at,
    policy: "databases-customer-key",
    change: unset("performanceInsightsKmsKeyId"),
  },
];

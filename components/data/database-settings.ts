import type { types } from "@pulumi/aws";

/**
 * PostgreSQL major versions to choose from. RDS upgrades among them:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.html
 * Before one is added or dropped, see when its standard support ends:
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 */
export const POSTGRES_MAJORS = [15, 16, 17] as const;

export type PostgresMajor = (typeof POSTGRES_MAJORS)[number];

export const POSTGRES_PORT = 5432;

/** The plain settings of a database that can be wrong. */
export interface DatabaseSettings {
  readonly storageGib: number;
  readonly maxStorageGib: number;
  readonly backupRetentionDays: number;
  readonly passwordRotationDays?: number | undefined;
  readonly masterUsername?: string | undefined;
  readonly clients: Readonly<Record<string, unknown>>;
}

/** Names that RDS or PostgreSQL keeps for itself. */
const RESERVED_USERS = new Set(["admin", "postgres", "rdsadmin", "rdsrepladmin", "root", "user"]);

/** What is wrong with the settings, each as property, given value, allowed values and fix. */
export function databaseProblems(settings: DatabaseSettings): string[] {
  const { storageGib, maxStorageGib, backupRetentionDays } = settings;
  const { passwordRotationDays = 7, masterUsername = "towpath" } = settings;
  const problems: string[] = [];
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html: gp3 from 20 GiB.
  if (!Number.isInteger(storageGib) || storageGib < 20) {
    problems.push(`storageGib: ${storageGib}; expected whole GiB from 20, the least of gp3`);
  }
  if (maxStorageGib < storageGib) {
    problems.push(
      `maxStorageGib: ${maxStorageGib} is below storageGib: ${storageGib}; ` +
        "give the size that the storage may grow to",
    );
  }
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html: 0 to 35,
  // where 0 switches backups and point-in-time restore off.
  if (
    !Number.isInteger(backupRetentionDays) ||
    backupRetentionDays < 1 ||
    backupRetentionDays > 35
  ) {
    problems.push(
      `backupRetentionDays: ${backupRetentionDays}; expected 1 to 35 days, a database without ` +
        "backups cannot be restored",
    );
  }
  if (
    !Number.isInteger(passwordRotationDays) ||
    passwordRotationDays < 1 ||
    passwordRotationDays > 1000
  ) {
    problems.push(`passwordRotationDays: ${passwordRotationDays}; expected 1 to 1000 days`);
  }
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(masterUsername) || RESERVED_USERS.has(masterUsername)) {
    problems.push(
      `masterUsername: "${masterUsername}"; expected up to 63 of a-z, 0-9 and _, a letter first, ` +
        `and none of ${[...RESERVED_USERS].join(", ")}`,
    );
  }
  if (Object.keys(settings.clients).length === 0) {
    problems.push("clients: none; name at least one security group, or nothing can connect");
  }
  return problems;
}

/** The parameter family of a major version. */
export const familyOf = (major: PostgresMajor) => `postgres${major}`;

/**
 * What the server does otherwise than its defaults: no connection without TLS (CKV2_AWS_69), and a
 * log of who came and went, what changed the schema, what was slow and what waited. Statements are
 * not logged beyond that: they hold data.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html
 */
export const PARAMETERS: readonly types.input.rds.ParameterGroupParameter[] = [
  { name: "log_connections", value: "1", applyMethod: "immediate" },
  { name: "log_disconnections", value: "1", applyMethod: "immediate" },
  { name: "log_lock_waits", value: "1", applyMethod: "immediate" },
  // Milliseconds.
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
  { name: "log_statement", value: "ddl", applyMethod: "immediate" },
  { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
];

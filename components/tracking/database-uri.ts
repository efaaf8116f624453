/** Databases of tracking: runs and models in one, users and their permissions in the other. */
export const TRACKING_DATABASE = "mlflow";
export const AUTH_DATABASE = "mlflow_auth";
/** The user that owns both; not the master user. */
export const DATABASE_USER = "mlflow";

/** The user that may read both and change nothing; backups are made by it. */
export const READER_USER = "backup";

/** Where the certificate bundle of the database is mounted, when there is one. */
export const CA_BUNDLE = "/etc/mlflow-ca/bundle.pem";

export interface ConnectionFacts {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly tls: DatabaseTls;
}

/**
 * How connections are encrypted.
 * - `verified`: and the server's certificate is checked against the mounted bundle.
 * - `unverified`: the server's identity goes unchecked.
 * - `off`: not at all.
 */
export type DatabaseTls = "verified" | "unverified" | "off";

/** libpq's TLS options: https://www.postgresql.org/docs/current/libpq-ssl.html */
export const TLS_OPTIONS = {
  verified: { sslmode: "verify-full", sslrootcert: CA_BUNDLE },
  unverified: { sslmode: "require" },
  off: { sslmode: "disable" },
} as const satisfies Record<DatabaseTls, { sslmode: string; sslrootcert?: string }>;

/**
 * A SQLAlchemy URI. The driver is named because the image has two and SQLAlchemy's default changes
 * with its version (docker/README.md of MLflow).
 */
export function databaseUri(database: string, facts: ConnectionFacts): string {
  const user = `${DATABASE_USER}:${encodeURIComponent(facts.password)}`;
  const tls = new URLSearchParams(TLS_OPTIONS[facts.tls]).toString();
  return `postgresql+psycopg2://${user}@${facts.host}:${facts.port}/${database}?${tls}`;
}

/** What somebody without a permission of their own may do with an experiment or model. */
export type DefaultPermission = "NO_PERMISSIONS" | "READ" | "USE" | "EDIT";

/**
 * The auth configuration, a secret because of the URI. Python's configparser reads it, to which `%`
 * means something: it is doubled. The admin's password is not here but in MLFLOW_AUTH_ADMIN_PASSWORD.
 * @see mlflow/server/auth/basic_auth.ini and config.py (3.17.0)
 */
export function authConfig(uri: string, permission: DefaultPermission): string {
  return [
    "[mlflow]",
    `default_permission = ${permission}`,
    `database_uri = ${uri.replaceAll("%", "%%")}`,
    "authorization_function = mlflow.server.auth:authenticate_request_basic_auth",
    "",
  ].join("\n");
}

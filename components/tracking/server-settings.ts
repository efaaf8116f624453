import type { ArtifactAccess } from "./identity-policies";

/** The port of the server, in the pod and of its Service. */
export const MLFLOW_PORT = 5000;

/** MiB that one worker of MLflow 3 with its two connection pools gets. */
const MEMORY_PER_WORKER_MIB = 768;
/** MiB for the supervisor, which imports MLflow too. */
const MEMORY_SUPERVISOR_MIB = 512;
/**
 * The least memory in MiB: 400 to 700 MiB idle were reported before there was a line of traffic.
 * https://github.com/mlflow/mlflow/issues/5332
 */
export const LEAST_MEMORY_MIB = 1024;

/** Connections of one pool: a worker has two, for runs and for users. */
export const POOL_SIZE = 5;
const POOL_OVERFLOW = 5;

export const DEFAULT_WORKERS = 2;

/** What a server that many workers needs, in MiB. */
export const memoryOf = (workers: number) =>
  Math.max(LEAST_MEMORY_MIB, MEMORY_SUPERVISOR_MIB + workers * MEMORY_PER_WORKER_MIB);

/** The plain settings of the server that can be wrong. */
export interface ServerSettings {
  readonly image: string;
  readonly replicas: number;
  readonly workers: number;
  readonly memoryMib: number;
  readonly hostnames: readonly string[];
  readonly clientNamespaces: readonly string[];
  /** null where the database is pods. */
  readonly databaseCidrs: readonly unknown[] | null;
  readonly artifactPrefix: string;
}

const HOSTNAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const IMAGE = /^[^\s@]+(@sha256:[0-9a-f]{64})?$/;
const PREFIX = /^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/;

/** What is wrong with the settings, each as property, given value, allowed values and fix. */
export function serverProblems(settings: ServerSettings): string[] {
  const problems: string[] = [];
  // Whether a digest may be missing is the posture's business (stacks/images.yaml), the form is ours.
  if (!IMAGE.test(settings.image)) {
    problems.push(`image: "${settings.image}"; expected repository:tag@sha256:<64 hex digits>`);
  }
  for (const property of ["replicas", "workers"] as const) {
    if (!Number.isInteger(settings[property]) || settings[property] < 1) {
      problems.push(`${property}: ${settings[property]}; expected a whole number from 1`);
    }
  }
  if (settings.memoryMib < LEAST_MEMORY_MIB) {
    problems.push(
      `memoryMib: ${settings.memoryMib}; expected at least ${LEAST_MEMORY_MIB}, ` +
        `${memoryOf(settings.workers)} for ${settings.workers} workers`,
    );
  }
  for (const hostname of settings.hostnames) {
    if (HOSTNAME.test(hostname)) continue;
    problems.push(
      `hostnames: "${hostname}"; expected a lower-case DNS name without scheme, port or wildcard`,
    );
  }
  if (settings.clientNamespaces.length === 0) {
    problems.push("clientNamespaces: none; name the namespaces whose pods use MLflow");
  }
  if (settings.databaseCidrs?.length === 0) {
    problems.push("site.databaseCidrs: none; name the subnets that the database is in");
  }
  if (!PREFIX.test(settings.artifactPrefix)) {
    problems.push(
      `artifacts.prefix: "${settings.artifactPrefix}"; expected letters, digits, - and _, parts ` +
        "separated by /, none at the ends: the server's permissions end at this prefix",
    );
  }
  return problems;
}

/**
 * Every Host header that the server answers to. Each with and without the port, which MLflow compares
 * too (https://github.com/mlflow/mlflow/issues/22095), so the same list serves clients inside, an
 * ingress, and `kubectl port-forward`. `/health` is exempt: probes come by address
 * (`HEALTH_ENDPOINTS` in mlflow/server/security_utils.py, 3.17.0).
 */
export function allowedHosts(
  service: string,
  namespace: string,
  hostnames: readonly string[],
): string[] {
  const inside = [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
    "localhost",
    "127.0.0.1",
  ];
  return [
    ...inside.flatMap((host) => [host, `${host}:${MLFLOW_PORT}`]),
    ...hostnames.flatMap((host) => [host, `${host}:${MLFLOW_PORT}`, `${host}:443`]),
  ];
}

export interface CommandFacts {
  readonly service: string;
  readonly namespace: string;
  readonly hostnames: readonly string[];
  readonly workers: number;
  /** `s3://bucket/prefix`. */
  readonly artifactRoot: string;
  readonly artifactAccess: ArtifactAccess;
}

/**
 * The command of the server. Connection strings are not in it: a command line is readable by whoever
 * can read pods, so they come as MLFLOW_BACKEND_STORE_URI and in the auth configuration.
 * @see mlflow/cli/__init__.py, `server` (3.17.0), for the options and their variables
 */
export function serverCommand(facts: CommandFacts): string[] {
  const origins = facts.hostnames.map((host) => `https://${host}`);
  return [
    "mlflow",
    "server",
    ...["--host", "0.0.0.0", "--port", String(MLFLOW_PORT)],
    // Each is a process of its own; the default of 4 is chosen for no pod in particular.
    ...["--workers", String(facts.workers)],
    ...["--app-name", "basic-auth"],
    ...["--allowed-hosts", allowedHosts(facts.service, facts.namespace, facts.hostnames).join(",")],
    // The page itself sends an Origin, and changes are refused to origins that are not listed.
    ...(origins.length > 0 ? ["--cors-allowed-origins", origins.join(",")] : []),
    ...artifactOptions(facts),
    // Seconds: keep-alive longer than a client computes between two calls, and a shutdown that ends
    // requests before the pod's grace period does.
    ...["--uvicorn-opts", "--timeout-keep-alive 75 --timeout-graceful-shutdown 25"],
  ];
}

/**
 * Direct by default: models and datasets are large, and a server that passes them on fills its disk
 * and memory with them (https://github.com/mlflow/mlflow/issues/10331); a pod that trains has an
 * identity that S3 can check per team, which the server's single one would hide.
 */
function artifactOptions({ artifactAccess, artifactRoot }: CommandFacts): string[] {
  switch (artifactAccess) {
    case "direct":
      return ["--no-serve-artifacts", "--default-artifact-root", artifactRoot];
    case "proxied":
      return [
        "--serve-artifacts",
        ...["--artifacts-destination", artifactRoot],
        ...["--default-artifact-root", "mlflow-artifacts:/"],
      ];
  }
}

/** Where the auth configuration is mounted. */
export const AUTH_CONFIG_FOLDER = "/etc/mlflow";

/**
 * Settings of the server that are no secrets.
 * @see mlflow/environment_variables.py (3.17.0)
 */
export const SERVER_ENV: Readonly<Record<string, string>> = {
  MLFLOW_AUTH_CONFIG_PATH: `${AUTH_CONFIG_FOLDER}/basic_auth.ini`,
  MLFLOW_AUTH_ADMIN_USERNAME: "admin",
  // No job runner: it forks workers and executes code that comes over HTTP, and its memory creeps
  // (https://github.com/mlflow/mlflow/issues/22792).
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  MLFLOW_ENABLE_WORKSPACES: "false",
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
  // A value that is too long is an error, never silently shorter.
  MLFLOW_TRUNCATE_LONG_VALUES: "false",
  MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: String(POOL_SIZE),
  MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: String(POOL_OVERFLOW),
};

import type { types } from "@pulumi/kubernetes";
import { MLFLOW_PORT } from "./server-settings";

/** What Python wants of a read-only root and of a user without a name (getpass asks USER). */
export const PYTHON_ENV: Readonly<Record<string, string>> = {
  HOME: "/tmp",
  MPLCONFIGDIR: "/tmp",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUNBUFFERED: "1",
  USER: "mlflow",
};

/**
 * Probes, all at /health, which needs neither a password nor a known Host
 * (`_UNPROTECTED_PATH_PREFIXES` in mlflow/server/auth/__init__.py, 3.17.0). It says that a worker
 * answers and does not ask the database: a database that is away must not get the pods killed.
 * They differ in patience: two minutes to start, half a minute to leave the Service, two to be killed.
 */
export const PROBES = {
  startupProbe: { ...health(), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 24 },
  readinessProbe: { ...health(), periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
  livenessProbe: { ...health(), periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
} satisfies Record<string, types.input.core.v1.Probe>;

function health() {
  return { httpGet: { path: "/health", port: MLFLOW_PORT } };
}

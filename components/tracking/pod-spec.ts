import type { types } from "@pulumi/kubernetes";
import { MLFLOW_PORT } from "./server-settings";

/** A user without a name, in no file of the image; not root. */
export const UID = 10001;

/**
 * The "restricted" Pod Security Standard.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const POD_SECURITY: types.input.core.v1.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: UID,
  runAsGroup: UID,
  fsGroup: UID,
  seccompProfile: { type: "RuntimeDefault" },
};

export const CONTAINER_SECURITY: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};

/** Where the container may write; nothing in it outlives the pod. */
export const SCRATCH_VOLUME = "scratch";
export const SCRATCH_MOUNT: types.input.core.v1.VolumeMount = {
  name: SCRATCH_VOLUME,
  mountPath: "/tmp",
};
export const scratchVolume = (sizeLimit: string): types.input.core.v1.Volume => ({
  name: SCRATCH_VOLUME,
  emptyDir: { sizeLimit },
});

/** What Python wants of a read-only root and of a user without a name (getpass asks USER). */
export const PYTHON_ENV: Readonly<Record<string, string>> = {
  HOME: "/tmp",
  MPLCONFIGDIR: "/tmp",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUNBUFFERED: "1",
  USER: "mlflow",
};

/** Variables in the form of a container, sorted by name. */
export const envVars = (env: Readonly<Record<string, string>>) =>
  Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

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

/**
 * Over zones, then over nodes. A wish, not a condition: two replicas on one node beat one replica.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export const topologySpread = (
  matchLabels: Readonly<Record<string, string>>,
): types.input.core.v1.TopologySpreadConstraint[] =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...matchLabels } },
  }));

import type { types } from "@pulumi/kubernetes";
import { SCRATCH_MOUNT } from "../workloads/pod-security";

/*
 * What the image `docker.io/library/postgres` wants of its pod. Read in its 17/bookworm/Dockerfile and
 * docker-entrypoint.sh, github.com/docker-library/postgres at 6edb0a8c4def40c371514b34aef9037ec82d9110.
 */

/** The image's user and group `postgres`. */
export const POSTGRES_UID = 999;

/** Where the volume is. */
const VOLUME = "/var/lib/postgresql/data";

/** Settings of the first start; none is a secret, the password comes as a file. */
export const POSTGRES_ENV: Readonly<Record<string, string>> = {
  // A folder in the volume: its root belongs to the storage, which may keep a lost+found there.
  PGDATA: `${VOLUME}/pgdata`,
  // Without the second option 127.0.0.1 is trusted, and that is where a port-forward comes from.
  POSTGRES_INITDB_ARGS: "--data-checksums --auth-host=scram-sha-256",
  POSTGRES_PASSWORD_FILE: "/run/secrets/admin/password",
};

/** Everything that the server may write to, and the password. */
export const POSTGRES_MOUNTS: readonly types.input.core.v1.VolumeMount[] = [
  { name: "data", mountPath: VOLUME },
  { name: "admin", mountPath: "/run/secrets/admin", readOnly: true },
  // Its socket, the memory of parallel queries (containers get 64 MiB), and the entry point's files.
  { name: "run", mountPath: "/var/run/postgresql" },
  { name: "shm", mountPath: "/dev/shm" },
  SCRATCH_MOUNT,
];

/** Over TCP: the server that the first start sets itself up with listens on the socket alone. */
const ready = {
  exec: { command: ["pg_isready", "--host=127.0.0.1", "--username=postgres", "--quiet"] },
};

/**
 * They differ in patience: ten minutes to start, which a recovery after a crash may take, half a
 * minute to leave the Service, two to be killed.
 */
export const POSTGRES_PROBES = {
  startupProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 120 },
  readinessProbe: { ...ready, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  livenessProbe: { ...ready, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
} satisfies Record<string, types.input.core.v1.Probe>;

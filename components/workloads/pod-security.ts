import type { types } from "@pulumi/kubernetes";

/* What every pod of the platform's own has in common. */

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

/** Variables in the form of a container, sorted by name. */
export const envVars = (env: Readonly<Record<string, string>>) =>
  Object.entries(env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

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

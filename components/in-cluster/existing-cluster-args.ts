import type { KubernetesEnvironment } from "../config/environment";
import type { Teams } from "../config/teams";
import { RECOVERY_NAMESPACE, type RecoveryPart } from "../config/recovery-labels";
import type { ScratchArgs } from "../data/recovery/site";
import type { StoreUsers } from "../data/store-grants";
import type { GpuProfiles } from "../nodes/gpu-profile";
import { TRACKING_PREFIX } from "../composed/artifact-folders";

/*
 * What the stack file and the teams say, in the words of the components that they decide about. Pure.
 */

/** The object store's users that are no team. */
export const TRACKING_USER = "tracking";
export const COLLECTION_USER = "tracking-gc";
export const SERVING_USER = "serving";

/** A team's user of the object store. */
export const teamUser = (team: string) => `team-${team}`;

/** The user of what backs up or drills. */
export const recoveryUser = (part: RecoveryPart) => `recovery-${part}`;

/** Where reports of drills lie in their bucket. */
export const DRILL_REPORTS = "drills";

/** Namespaces of the platform whose pods use the object store. */
const PLATFORM_CLIENTS = ["tracking", "serving", RECOVERY_NAMESPACE] as const;

/** Every namespace whose pods may use the object store. */
export function clientNamespacesOf(teams: Teams): string[] {
  return [...PLATFORM_CLIENTS, ...Object.values(teams).map((team) => team.namespace)];
}

/**
 * Who may do what in the object store, as the roles on AWS: tracking shows what others wrote, its
 * collection removes what people deleted, serving reads what was promoted, a team reads its datasets and
 * writes its own artifacts. The backup reads artifacts and when a drill last passed; the drill writes its
 * reports and reads no artifact.
 */
export function storeUsersOf(teams: Teams): StoreUsers {
  const artifacts = (prefix: string, access: "delete" | "read" | "write") =>
    ({ bucket: "artifacts", prefix, access }) as const;
  const reports = (access: "read" | "write") =>
    ({ bucket: "reports", prefix: DRILL_REPORTS, access }) as const;
  return {
    [TRACKING_USER]: [artifacts(TRACKING_PREFIX, "read")],
    [COLLECTION_USER]: [artifacts(TRACKING_PREFIX, "delete")],
    [SERVING_USER]: [artifacts(TRACKING_PREFIX, "read")],
    [recoveryUser("backup")]: [artifacts(TRACKING_PREFIX, "read"), reports("read")],
    [recoveryUser("drill")]: [reports("write")],
    ...Object.fromEntries(
      Object.keys(teams).map((team) => [
        teamUser(team),
        [
          { bucket: "datasets", prefix: `teams/${team}`, access: "read" } as const,
          artifacts(`${TRACKING_PREFIX}/teams/${team}`, "write"),
        ],
      ]),
    ),
  };
}

/** The volume of backups: as large as what is backed up, unless the stack file says otherwise. */
export function volumeOf({ recovery, storage }: KubernetesEnvironment) {
  const { gib, class: own } = recovery.store;
  return {
    gib: gib ?? storage.database_gib + storage.objects_gib,
    storageClass: own === undefined ? storage.class : own,
  };
}

/**
 * Room for what pods work with, on the nodes. A drill has the whole backup and its database unpacked; a
 * backup has its dumps, and on the way to a bucket one encrypted artifact at a time.
 */
export function scratchOf({ recovery, storage }: KubernetesEnvironment): ScratchArgs {
  const { database_gib: database, objects_gib: objects } = storage;
  return {
    on: "node",
    drillGib: recovery.scratch_gib ?? objects + 2 * database,
    backupGib: database + (recovery.store.s3 === undefined ? 0 : objects),
  };
}

/** How GPUs are shared, by the profile that a node's label names. */
export function profilesOf(environment: KubernetesEnvironment): GpuProfiles {
  return Object.fromEntries(
    Object.entries(environment.gpu_profiles).map(([name, profile]) => [
      name,
      {
        migStrategy: profile.mig_strategy,
        ...(profile.time_slicing === undefined
          ? {}
          : { timeSlicingReplicas: profile.time_slicing.replicas }),
      },
    ]),
  );
}

import type { KubernetesEnvironment } from "../config/environment";
import type { Teams } from "../config/teams";
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

/** Namespaces of the platform whose pods use the object store. */
const PLATFORM_CLIENTS = ["tracking", "serving"] as const;

/** Every namespace whose pods may use the object store. */
export function clientNamespacesOf(teams: Teams): string[] {
  return [...PLATFORM_CLIENTS, ...Object.values(teams).map((team) => team.namespace)];
}

/**
 * Who may do what in the object store, as the roles on AWS: tracking shows what others wrote, its
 * collection removes what people deleted, serving reads what was promoted, a team reads its datasets and writes its own artifacts.
 */
export function storeUsersOf(teams: Teams): StoreUsers {
  const artifacts = (prefix: string, access: "delete" | "read" | "write") =>
    ({ bucket: "artifacts", prefix, access }) as const;
  return {
    [TRACKING_USER]: [artifacts(TRACKING_PREFIX, "read")],
    [COLLECTION_USER]: [artifacts(TRACKING_PREFIX, "delete")],
    [SERVING_USER]: [artifacts(TRACKING_PREFIX, "read")],
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

import type { DeclaredJob } from "../../../../components/config/jobs";
import type { Stacks } from "../../../../components/config/load";
import { InputError } from "../../../../lib/errors";
import { can } from "../can";

/**
 * MLflow's permissions that people get: READ sees runs, artifacts and versions, EDIT adds to them and
 * changes them, neither deletes. What may be done with each is in mlflow/server/auth/permissions.py
 * (3.17.0).
 */
export type TrackingPermission = "READ" | "EDIT";

/** What an action of the matrix is worth in tracking; the other actions are worth nothing there. */
export const TRACKING_ACTIONS = {
  "read-runs": "READ",
  "write-runs": "EDIT",
} as const satisfies Record<string, TrackingPermission>;

/** A role in MLflow: one permission on all experiments and models of one team. */
export interface TrackingRole {
  /** `towpath:TEAM:ACTION`. Nothing else in MLflow is the platform's. */
  readonly name: string;
  readonly team: string;
  readonly permission: TrackingPermission;
  /** Experiments and registered models: both have the artifact's name. Sorted. */
  readonly artifacts: readonly string[];
  /** User names, sorted. */
  readonly members: readonly string[];
}

/** What MLflow should know of people and of the teams' jobs. */
export interface WantedTracking {
  /** Sorted. */
  readonly users: readonly string[];
  readonly roles: readonly TrackingRole[];
}

/** Roles that the platform made begin with it. */
export const ROLE_PREFIX = "towpath:";

/** The user that a team's jobs log in as. No login of a person looks like it. */
export function jobUser(team: string): string {
  return `jobs@${team}`;
}

/**
 * What the access matrix, its live grants and the declared jobs say about tracking.
 * @param jobs those of the environment: what a team trains is what its people see
 * @throws InputError when a person's login is the name of a team's jobs
 */
export function wantedTracking(
  stacks: Pick<Stacks, "access" | "teams">,
  jobs: readonly DeclaredJob[],
  now: Date,
): WantedTracking {
  const { access, teams } = stacks;
  const people = Object.keys(access.identities);
  const jobUsers = Object.keys(teams).map(jobUser);
  const taken = jobUsers.find((name) => people.includes(name));
  if (taken !== undefined) {
    throw new InputError(
      `stacks/access.yaml: identities: found login "${taken}"; expected another, since that team's jobs log in to tracking so`,
    );
  }
  const roles = Object.keys(teams)
    .sort()
    .flatMap((team) => {
      const artifacts = [
        ...new Set(jobs.filter((job) => job.config.team === team).map(artifactOf)),
      ].sort();
      return Object.entries(TRACKING_ACTIONS).map(([action, permission]) => {
        const holders = people.filter((who) => reaches(stacks, who, action, team, now));
        // Jobs write runs, and read what they wrote.
        const members = action === "write-runs" ? [...holders, jobUser(team)] : holders;
        const name = `${ROLE_PREFIX}${team}:${action}`;
        return { name, team, permission, artifacts, members: members.sort() };
      });
    });
  return { users: [...people, ...jobUsers].sort(), roles };
}

function artifactOf({ config }: DeclaredJob): string {
  return config.artifact_name;
}

/** May they do it now with what is this team's: by a cell or by a grant? */
function reaches(
  { access }: Pick<Stacks, "access">,
  who: string,
  action: string,
  team: string,
  now: Date,
): boolean {
  if (!Object.hasOwn(access.matrix, action)) return false;
  const own = access.identities[who]?.team;
  return can(access, who, action, now).by.some(
    ({ meaning, team: granted = own }) => granted === team || meaning.teams === "every-team",
  );
}

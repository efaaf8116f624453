/*
 * The actions of the access matrix, by what they are for. What each grants is in kubernetes-rights.ts
 * and iam-rights.ts beside this file.
 */

/** Action → what it lets somebody do, as docs/access-matrix.md says it. */
export const ACTIONS = {
  "read-runs": "See a team's runs: jobs, their logs, the artifacts that they wrote, and MLflow.",
  "write-runs": "Start a team's trainings and evaluations, and write artifacts of runs by hand.",
  "promote-artifact":
    "Write the promotion record of a version. The right itself is the reviewed commit; the cloud only lets the promoter read what is promoted.",
  "deploy-service":
    "Have a reviewed record deployed, watch it roll out, and verify the endpoint. The pipeline deploys; no person changes what is served by hand.",
  "rotate-secrets":
    "Replace secrets that no program replaces: a team's login in tracking, and passwords that their first user changes.",
  "delete-shared-artifact":
    "Delete artifacts. The buckets keep versions, so a deletion can be undone while those are kept.",
  "restore-artifact": "Bring back what was overwritten or deleted, from versions or from backups.",
} as const;

/** An action that the platform itself knows. */
export type Action = keyof typeof ACTIONS;

/** Is this one of the platform's own actions, which have rights behind them? */
export function isPlatformAction(action: string): action is Action {
  return Object.hasOwn(ACTIONS, action);
}

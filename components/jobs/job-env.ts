import type { types } from "@pulumi/kubernetes";
import type { ServedVersion } from "../config/service";
import { envVars, SCRATCH_MOUNT } from "../workloads/pod-security";
import { type JobSite, type JobTeam, TRACKING_SECRET_KEYS } from "./site";

/** Where the reviewed files are mounted, laid out as in the repository. */
export const JOB_FILES = "/etc/towpath/job";

/** What one job adds to what its site and its team say. */
export interface JobEnv {
  /** The config's path in the repository. */
  readonly config: string;
  readonly owner: string;
  readonly onTrackingLost: "fail" | "quarantine";
  /** What an evaluation compares with. @default nothing: a training compares with nothing */
  readonly current?: ServedVersion;
}

/** The variables that apps/jobs/container/settings.ts reads, and those of its two clients. */
export function jobEnv(job: JobEnv, site: JobSite, team: JobTeam): types.input.core.v1.EnvVar[] {
  const { current } = job;
  return [
    ...envVars({
      ENVIRONMENT: site.environment,
      HOME: SCRATCH_MOUNT.mountPath as string,
      JOB_CONFIG: job.config,
      JOB_ROOT: JOB_FILES,
      ON_TRACKING_LOST: job.onTrackingLost,
      OWNER: job.owner,
      SCRATCH: SCRATCH_MOUNT.mountPath as string,
      ...(current === undefined
        ? {}
        : {
            // A baseline's is a folder of the repository, which is mounted like the other files.
            CURRENT_ARTIFACT_URI: current.artifact.uri,
            CURRENT_ARTIFACT_SHA256: current.artifact.sha256,
          }),
    }),
    { name: "MLFLOW_TRACKING_URI", value: site.trackingUri },
    { name: "ARTIFACT_ROOT", value: team.artifactRoot },
    ...loginEnv(team.trackingSecret),
    ...team.identity.env,
  ];
}

/** The team's user in tracking. */
function loginEnv(name: JobTeam["trackingSecret"]): types.input.core.v1.EnvVar[] {
  if (name === undefined) return [];
  return (["username", "password"] as const).map((key) => ({
    name: `MLFLOW_TRACKING_${key.toUpperCase()}`,
    valueFrom: { secretKeyRef: { name, key: TRACKING_SECRET_KEYS[key] } },
  }));
}

import type { types } from "@pulumi/kubernetes";
import type { JobCluster } from "../../lib/job-config";
import * as pod from "../workloads/pod-security";
import { gpuPlacement } from "./gpu-request";

type CronJobSpec = types.input.batch.v1.CronJobSpec;

/** What a suspended job is made of. */
export interface JobSpecArgs {
  /** The container's name. */
  readonly container: string;
  readonly image: string;
  readonly command: string[];
  /** How the reviewed config wants it. */
  readonly cluster: JobCluster;
  readonly serviceAccountName: types.input.core.v1.PodSpec["serviceAccountName"];
  readonly env: types.input.core.v1.EnvVar[];
  readonly volumes: readonly types.input.core.v1.Volume[];
  readonly mounts: readonly types.input.core.v1.VolumeMount[];
  /** Of the CronJob's Jobs and of their pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Exit codes after which a second try would end the same: 2 is bad input, and the verdict of an
   * evaluation is 1.
   */
  readonly finalExitCodes: number[];
}

/** The thirty-first of February: a job that is never started by a clock, suspended or not. */
const NEVER = "0 0 31 2 *";

/** Jobs that a CronJob keeps beside the ones that their own time to live has not ended. */
const HISTORY = 10;

/**
 * A CronJob that nothing starts: a template for `kubectl create job --from=cronjob/…`.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function suspendedCronJob(args: JobSpecArgs): CronJobSpec {
  const { cluster, labels, annotations } = args;
  return {
    suspend: true,
    schedule: NEVER,
    concurrencyPolicy: "Forbid",
    successfulJobsHistoryLimit: HISTORY,
    failedJobsHistoryLimit: HISTORY,
    jobTemplate: {
      metadata: { labels: { ...labels }, annotations: { ...annotations } },
      spec: {
        backoffLimit: 1,
        activeDeadlineSeconds: cluster.deadline_minutes * 60,
        ttlSecondsAfterFinished: cluster.keep_hours * 3600,
        podFailurePolicy: failurePolicy(args),
        template: { metadata: { labels: { ...labels } }, spec: podSpec(args) },
      },
    },
  };
}

/**
 * A pod that its node lost is no failure of the job; an answer that will not change is a final one.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
function failurePolicy({ container, finalExitCodes }: JobSpecArgs) {
  return {
    rules: [
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      {
        action: "FailJob",
        onExitCodes: { containerName: container, operator: "In", values: finalExitCodes },
      },
    ],
  };
}

function podSpec(args: JobSpecArgs): types.input.core.v1.PodSpec {
  const { cluster } = args;
  const gpu = cluster.gpu === undefined ? undefined : gpuPlacement(cluster.gpu);
  const memory = `${cluster.memory_mib}Mi`;
  const scratch = `${cluster.scratch_mib}Mi`;
  return {
    restartPolicy: "Never",
    serviceAccountName: args.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: pod.POD_SECURITY,
    // Seconds. It writes one last line and ends; there is nothing to drain.
    terminationGracePeriodSeconds: 10,
    ...(gpu === undefined
      ? {}
      : {
          nodeSelector: gpu.nodeSelector,
          tolerations: gpu.tolerations,
          priorityClassName: gpu.priorityClassName,
        }),
    containers: [
      {
        name: args.container,
        image: args.image,
        command: args.command,
        env: args.env,
        workingDir: pod.SCRATCH_MOUNT.mountPath,
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          requests: {
            cpu: String(cluster.cpu),
            memory,
            "ephemeral-storage": scratch,
            ...gpu?.resources,
          },
          limits: { memory, "ephemeral-storage": scratch, ...gpu?.resources },
        },
        // The last lines of a failed job are its pod's own status too.
        terminationMessagePolicy: "FallbackToLogsOnError",
        volumeMounts: [pod.SCRATCH_MOUNT, ...args.mounts],
      },
    ],
    volumes: [pod.scratchVolume(scratch), ...args.volumes],
  };
}

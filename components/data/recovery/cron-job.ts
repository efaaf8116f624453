import type { types } from "@pulumi/kubernetes";
import { POSTGRES_UID } from "../postgres-pod";
import * as pod from "../../workloads/pod-security";
import { selectorOf } from "../../config/recovery-labels";
import type { RecoveryPart } from "../../config/recovery-labels";
import type { RecoveryPod, RecoverySite, ScratchArgs } from "./site";

type Container = types.input.core.v1.Container;
type Volume = types.input.core.v1.Volume;

/** The folder that a pod's containers share, and hand each other what they made in. */
export const WORK = "/work";
export const WORK_MOUNT = { name: "work", mountPath: WORK };

/** How a container begins: what all of them have. */
export const container = (
  name: string,
  image: string,
  { memoryMib, cpu = "250m", diskGib = 0 }: ContainerSize,
): Pick<Container, "name" | "image" | "workingDir" | "securityContext" | "resources"> &
  Pick<Container, "terminationMessagePolicy"> => {
  const memory = `${memoryMib}Mi`;
  // What is written to an emptyDir counts here, for the whole pod.
  const disk = diskGib === 0 ? "256Mi" : `${diskGib * 1024 + 256}Mi`;
  return {
    name,
    image,
    workingDir: pod.SCRATCH_MOUNT.mountPath,
    securityContext: pod.CONTAINER_SECURITY,
    resources: {
      requests: { cpu, memory, "ephemeral-storage": disk },
      limits: { memory, "ephemeral-storage": disk },
    },
    // The last lines of a container that failed are its pod's own status too.
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
};

export interface ContainerSize {
  readonly memoryMib: number;
  readonly cpu?: string;
  /** GiB of {@link WORK} on the node's disk. @default none of it is */
  readonly diskGib?: number;
}

/** The volume of {@link WORK}. */
export function workVolume(gib: number, on: ScratchArgs["on"], labels: Labels): Volume {
  const { name } = WORK_MOUNT;
  if (on === "node") return { name, emptyDir: { sizeLimit: `${gib}Gi` } };
  // Made for the pod and deleted with it.
  // https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
  return {
    name,
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { ...labels } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: `${gib}Gi` } },
        },
      },
    },
  };
}

type Labels = Readonly<Record<string, string>>;

/** What differs between the two CronJobs. */
export interface CronArgs {
  readonly schedule: string;
  /** Seconds a run may take, and seconds late that it may still begin. */
  readonly deadlineSeconds: number;
  readonly latestSeconds: number;
  /** Runs again after the first that failed. */
  readonly backoffLimit: number;
  /** The container whose exit code decides, and codes after which a second try would end the same. */
  readonly decides: string;
  readonly finalExitCodes: number[];
  readonly labels: Labels;
  readonly pod: Pick<types.input.core.v1.PodSpec, "initContainers" | "containers" | "volumes">;
  readonly serviceAccountName: RecoveryPod["identity"]["serviceAccountName"];
}

/** A CronJob that runs restricted and once at a time, in UTC. */
export function cronJobSpec(args: CronArgs): types.input.batch.v1.CronJobSpec {
  const labels = { ...args.labels };
  return {
    schedule: args.schedule,
    timeZone: "Etc/UTC",
    // Said, so that the next update starts again what somebody stopped by hand.
    suspend: false,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: args.latestSeconds,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      metadata: { labels },
      spec: {
        backoffLimit: args.backoffLimit,
        activeDeadlineSeconds: args.deadlineSeconds,
        podFailurePolicy: {
          rules: [
            // A node that went away says nothing about backups.
            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
            {
              action: "FailJob",
              onExitCodes: {
                containerName: args.decides,
                operator: "In",
                values: args.finalExitCodes,
              },
            },
          ],
        },
        template: {
          metadata: { labels },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: args.serviceAccountName,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            // One user for all containers: PostgreSQL wants its image's own, and files pass between them.
            securityContext: {
              ...pod.POD_SECURITY,
              runAsUser: POSTGRES_UID,
              runAsGroup: POSTGRES_UID,
              fsGroup: POSTGRES_UID,
              fsGroupChangePolicy: "OnRootMismatch",
            },
            terminationGracePeriodSeconds: 30,
            ...args.pod,
          },
        },
      },
    },
  };
}

/** The labels of everything of a part: the platform's, and what selects its pods. */
export const labelsFor = (part: RecoveryPart, site: Pick<RecoverySite, "labels">) => ({
  ...site.labels,
  ...selectorOf(part),
  "app.kubernetes.io/instance": part,
});

import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { bundleParts, type MountedBundle } from "../../workloads/bundle";
import * as pod from "../../workloads/pod-security";
import { container, WORK, WORK_MOUNT, workVolume } from "./cron-job";
import {
  DRILL_ROLE,
  drillSigner,
  IDENTITY_ENTRY,
  IDENTITY_SECRET,
  SIGNING_ENTRY,
  SIGNING_SECRET,
} from "../../config/recovery-labels";
import * as scripts from "./scripts";
import type { RecoveryPod, RecoverySite } from "./site";

type Container = types.input.core.v1.Container;

export interface DrillJobArgs {
  readonly site: RecoverySite;
  readonly pod: RecoveryPod;
  /** dist/inference.js, mounted: the server that answers from what was restored. */
  readonly inference: MountedBundle;
  /** What the pods mount the private key from. @default a Secret that people make */
  readonly key?: pulumi.Resource;
  /** What the pods mount the key from that reports are signed with. */
  readonly signer: pulumi.Resource;
}

const IDENTITY_FOLDER = "/run/secrets/identity";
const SIGNING_FOLDER = "/run/secrets/signing";

/** Five minutes of patience with MLflow, and as long as a drill may last with PostgreSQL. */
const MLFLOW_PATIENCE = { periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 60 };
const POSTGRES_PATIENCE = { periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 14_000 };

/**
 * The pod of a drill. Its containers start one after the other: `restore` ends, `postgres` and `mlflow`
 * are sidecars that must have started before the next begins, `prove` judges and ends the pod.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export function drillPod(
  args: DrillJobArgs,
  labels: Readonly<Record<string, string>>,
): { initContainers: Container[]; containers: Container[]; volumes: types.input.core.v1.Volume[] } {
  const { site } = args;
  const { scratch } = site;
  const { store } = args.pod;
  const inference = bundleParts(args.inference);
  return {
    initContainers: [
      restore(args),
      { ...postgres(args), restartPolicy: "Always" },
      { ...mlflow(args), restartPolicy: "Always" },
    ],
    containers: [prove(args)],
    volumes: [
      workVolume(scratch.drillGib, scratch.on, labels),
      pod.scratchVolume("256Mi"),
      bundleParts(site.program).volume,
      inference.volume,
      // Where people bring their own key, the pod waits, visibly, until it is there.
      entryVolume("identity", IDENTITY_SECRET, IDENTITY_ENTRY),
      entryVolume("signing", SIGNING_SECRET, SIGNING_ENTRY),
      ...(store.volume === undefined ? [] : [store.volume]),
    ],
  };
}

/**
 * A Secret of one entry, which is named: a pod waits for one that is empty too, and a render says what
 * it must hold.
 */
const entryVolume = (name: string, secretName: string, entry: string) => ({
  name,
  secret: { secretName, items: [{ key: entry, path: entry }], defaultMode: 0o440 },
});

/** GiB of the node's disk that each container may have written: they share the folder. */
const diskOf = ({ site: { scratch } }: DrillJobArgs) =>
  scratch.on === "node" ? scratch.drillGib : 0;

/** The one container with the private key. */
function restore(args: DrillJobArgs): Container {
  const { site } = args;
  const { identity, store } = args.pod;
  const code = bundleParts(site.program);
  return {
    ...container("restore", site.images.node, {
      memoryMib: 512,
      cpu: "500m",
      diskGib: diskOf(args),
    }),
    command: [...code.command, "restore"],
    env: [
      ...pod.envVars({
        ENVIRONMENT: site.environment,
        HOME: "/tmp",
        IDENTITY_FILE: `${IDENTITY_FOLDER}/${IDENTITY_ENTRY}`,
        WORK,
      }),
      { name: "BACKUP_STORE", value: store.uri },
      ...identity.env,
      ...store.env,
    ],
    volumeMounts: [
      WORK_MOUNT,
      pod.SCRATCH_MOUNT,
      code.mount,
      { name: "identity", mountPath: IDENTITY_FOLDER, readOnly: true },
      ...(store.mount === undefined ? [] : [{ ...store.mount, readOnly: true }]),
    ],
  };
}

function postgres({ site }: DrillJobArgs): Container {
  return {
    ...container("postgres", site.images.postgres, { memoryMib: 1024 }),
    command: ["sh", "-c", scripts.POSTGRES_SCRIPT],
    env: pod.envVars({ HOME: "/tmp", WORK }),
    startupProbe: {
      exec: { command: ["sh", "-c", scripts.POSTGRES_STARTED] },
      ...POSTGRES_PATIENCE,
    },
    volumeMounts: [WORK_MOUNT, pod.SCRATCH_MOUNT],
  };
}

function mlflow({ site }: DrillJobArgs): Container {
  const socket = encodeURIComponent(`${WORK}/socket`);
  return {
    // One worker, two pools of connections: half of what a server in use gets.
    ...container("mlflow", site.images.mlflow, { memoryMib: 1536 }),
    command: ["sh", "-c", scripts.MLFLOW_SCRIPT],
    env: pod.envVars({
      DO_NOT_TRACK: "true",
      HOME: "/tmp",
      MLFLOW_BACKEND_STORE_URI: `postgresql+psycopg2://${scripts.DRILL_USER}@/${scripts.DRILL_DATABASE}?host=${socket}`,
      MLFLOW_DISABLE_TELEMETRY: "true",
      // It would run code that comes over HTTP: see tracking/server-settings.ts.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MPLCONFIGDIR: "/tmp",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      USER: "mlflow",
      WORK,
    }),
    startupProbe: { exec: { command: ["sh", "-c", scripts.MLFLOW_STARTED] }, ...MLFLOW_PATIENCE },
    volumeMounts: [WORK_MOUNT, pod.SCRATCH_MOUNT],
  };
}

function prove(args: DrillJobArgs): Container {
  const { site } = args;
  const code = bundleParts(site.program);
  const inference = bundleParts(args.inference);
  return {
    // The inference server runs in it.
    ...container("prove", site.images.node, {
      memoryMib: 1024,
      cpu: "500m",
      diskGib: diskOf(args),
    }),
    command: [...code.command, "prove"],
    env: [
      ...pod.envVars({
        ENVIRONMENT: site.environment,
        HOME: "/tmp",
        INFERENCE: inference.command.at(-1) ?? "",
        MLFLOW_TRACKING_URI: `http://127.0.0.1:${scripts.DRILL_MLFLOW_PORT}`,
        RUN_BY: drillSigner(site.environment),
        SIGNING_KEY_FILE: `${SIGNING_FOLDER}/${SIGNING_ENTRY}`,
        SIGNING_ROLE: DRILL_ROLE,
        WORK,
        ...(site.metricsNamespace === undefined
          ? {}
          : { CLOUDWATCH_NAMESPACE: site.metricsNamespace }),
      }),
      { name: "ARTIFACT_ROOT", value: site.artifactRoot },
      { name: "REPORTS", value: site.reports },
      ...args.pod.identity.env,
    ],
    volumeMounts: [
      WORK_MOUNT,
      pod.SCRATCH_MOUNT,
      code.mount,
      inference.mount,
      { name: "signing", mountPath: SIGNING_FOLDER, readOnly: true },
    ],
  };
}

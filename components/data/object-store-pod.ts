import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as pod from "../workloads/pod-security";
import { ROOT_USER } from "./store-grants";

/*
 * What the image `ghcr.io/versity/versitygw` wants of its pod: its flags and variables in
 * cmd/versitygw/main.go and cmd/internal/gwcli/posix.go at v1.8.0, its file system in chart/templates/deployment.yaml there.
 */

/** The port of the store, in the pod and of its Service. */
export const STORE_PORT = 7070;

/** What signatures name. There is no region; AWS's clients want one, and this is the gateway's own. */
export const REGION = "us-east-1";

/** Entries of the store's Secret. */
export const ROOT_KEY = "root-key";
export const ACCOUNTS_FILE = "users.json";

const VOLUME = "/data";
/** Objects and their older versions: folders of one mount, since a version is moved by renaming it. */
const OBJECTS = `${VOLUME}/objects`;
const VERSIONS = `${VOLUME}/versions`;
const ACCOUNTS = "/etc/versitygw";

export interface StorePodFacts {
  readonly image: string;
  readonly memoryMib: number;
  readonly secretName: pulumi.Input<string>;
  readonly claimName: pulumi.Input<string>;
}

/** Containers and volumes. */
export function storePod(facts: StorePodFacts): types.input.core.v1.PodSpec {
  const { image } = facts;
  const memory = `${facts.memoryMib}Mi`;
  const data = { name: "data", mountPath: VOLUME };
  const health = { httpGet: { path: "/_/health", port: STORE_PORT } };
  return {
    initContainers: [
      {
        name: "folders",
        image,
        command: ["mkdir", "-p", OBJECTS, VERSIONS],
        securityContext: pod.CONTAINER_SECURITY,
        resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } },
        volumeMounts: [data],
      },
    ],
    containers: [
      {
        name: "store",
        image,
        args: ["posix", OBJECTS],
        env: [
          ...pod.envVars({
            ROOT_ACCESS_KEY_ID: ROOT_USER,
            VGW_HEALTH: "/_/health",
            // Read only: accounts come from the program. The gateway writes there only when asked to
            // change one through its admin API.
            VGW_IAM_DIR: ACCOUNTS,
            VGW_PORT: `:${STORE_PORT}`,
            VGW_QUIET: "true",
            VGW_REGION: REGION,
            VGW_VERSIONING_DIR: VERSIONS,
          }),
          {
            name: "ROOT_SECRET_ACCESS_KEY",
            valueFrom: { secretKeyRef: { name: facts.secretName, key: ROOT_KEY } },
          },
        ],
        ports: [{ name: "s3", containerPort: STORE_PORT }],
        // They differ in patience: a minute to start, half a minute to leave the Service, two to be killed.
        startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 30 },
        readinessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
        livenessProbe: { ...health, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          requests: { cpu: "100m", memory, "ephemeral-storage": "64Mi" },
          limits: { memory, "ephemeral-storage": "256Mi" },
        },
        volumeMounts: [
          data,
          { name: "accounts", mountPath: ACCOUNTS, readOnly: true },
          pod.SCRATCH_MOUNT,
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: facts.claimName } },
      {
        name: "accounts",
        secret: {
          secretName: facts.secretName,
          items: [{ key: ACCOUNTS_FILE, path: ACCOUNTS_FILE }],
          defaultMode: 0o440,
        },
      },
      pod.scratchVolume("64Mi"),
    ],
  };
}

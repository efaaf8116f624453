import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { isPromoted, type ServedVersion } from "../config/service";
import type { ServiceResources } from "../config/service-running";
import { bundleParts, type MountedBundle } from "../workloads/bundle";
import type { WorkloadIdentity } from "../workloads/identity";
import * as pod from "../workloads/pod-security";
import { ARTIFACT_FOLDER, BASELINE_FOLDER, fetchEnv } from "./artifact-source";
import * as server from "./server-settings";

export interface PodFacts {
  readonly environment: string;
  readonly version: ServedVersion;
  readonly resources: ServiceResources;
  readonly nodeImage: string;
  readonly bundles: { readonly inference: MountedBundle; readonly fetch: MountedBundle };
  readonly identity: WorkloadIdentity;
  /** The ConfigMap of a committed baseline; undefined for a promoted version. */
  readonly baseline: pulumi.Input<string> | undefined;
  /** The Secret with the keys file. */
  readonly keysSecret: pulumi.Input<string>;
  readonly selector: Readonly<Record<string, string>>;
  /** Where its language model is; undefined for a version that answers by itself. */
  readonly upstreamUrl: string | undefined;
}

/**
 * Why a container ended stands in the pod's status, taken from its log: there `kubectl describe` and
 * alerts find a refused artifact.
 * https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
const LAST_WORDS = { terminationMessagePolicy: "FallbackToLogsOnError" } as const;

/**
 * A pod that fetches and verifies one artifact, then serves it. Nothing in it says whether its
 * version is current or previous: a rollback starts no pod anew.
 */
export function podSpec(facts: PodFacts): types.input.core.v1.PodSpec {
  const { bundles, identity, resources, version } = facts;
  const fetch = bundleParts(bundles.fetch);
  const inference = bundleParts(bundles.inference);
  const baseline = baselineParts(facts.baseline);
  const memory = `${resources.memory_mib}Mi`;
  return {
    serviceAccountName: identity.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: pod.POD_SECURITY,
    terminationGracePeriodSeconds: server.TERMINATION_SECONDS,
    topologySpreadConstraints: pod.topologySpread(facts.selector),
    initContainers: [
      {
        name: "fetch",
        image: facts.nodeImage,
        command: fetch.command,
        // The store's keys, where there are any, are this container's alone. A baseline needs none,
        // and so its pods are not replaced when the first promotion brings them.
        env: [...fetchEnv(version), ...(isPromoted(version) ? identity.env : [])],
        ...LAST_WORDS,
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
          limits: { memory: "256Mi", "ephemeral-storage": "2Gi" },
        },
        volumeMounts: [
          fetch.mount,
          { name: "artifact", mountPath: ARTIFACT_FOLDER },
          ...baseline.mounts,
          pod.SCRATCH_MOUNT,
        ],
      },
    ],
    containers: [
      {
        name: "server",
        image: facts.nodeImage,
        command: inference.command,
        ...LAST_WORDS,
        env: pod.envVars(
          server.serverEnv({
            environment: facts.environment,
            artifactFolder: ARTIFACT_FOLDER,
            artifactSha256: version.artifact.sha256,
            upstreamUrl: facts.upstreamUrl,
          }),
        ),
        ports: [{ name: "http", containerPort: server.SERVER_PORT }],
        ...server.PROBES,
        lifecycle: server.LIFECYCLE,
        securityContext: pod.CONTAINER_SECURITY,
        resources: {
          // No CPU limit: a server that is throttled answers late while cores stand idle.
          requests: {
            cpu: `${Math.round(resources.cpu * 1000)}m`,
            memory,
            "ephemeral-storage": "64Mi",
          },
          limits: { memory, "ephemeral-storage": "256Mi" },
        },
        volumeMounts: [
          inference.mount,
          { name: "artifact", mountPath: ARTIFACT_FOLDER, readOnly: true },
          { name: "keys", mountPath: server.KEYS_FOLDER, readOnly: true },
          pod.SCRATCH_MOUNT,
        ],
      },
    ],
    volumes: [
      fetch.volume,
      inference.volume,
      { name: "artifact", emptyDir: { sizeLimit: "1Gi" } },
      { name: "keys", secret: { secretName: facts.keysSecret, defaultMode: 0o440 } },
      ...baseline.volumes,
      pod.scratchVolume("64Mi"),
    ],
  };
}

function baselineParts(configMapName: pulumi.Input<string> | undefined) {
  if (configMapName === undefined) return { mounts: [], volumes: [] };
  return {
    mounts: [{ name: "baseline", mountPath: BASELINE_FOLDER, readOnly: true }],
    volumes: [{ name: "baseline", configMap: { name: configMapName, defaultMode: 0o444 } }],
  };
}

import { readdirSync, readFileSync } from "node:fs";
import { commandOf } from "../../apps/cli/processes";
import type { ApiClient, Live } from "./api-client";
import { titleOf } from "./manifest";
import type { ServiceFacts } from "./node-service";
import { isReady } from "./nodes";

/** The pods of a service, leaving ones included. */
export async function podsOf(client: ApiClient, facts: ServiceFacts): Promise<Live[]> {
  const pods = await client.list("v1", "Pod", facts.namespace);
  return pods.filter(
    ({ metadata }) => metadata.labels?.["app.kubernetes.io/name"] === facts.service,
  );
}

/** Waits until nothing of the service is on its way out, and what is there is ready. */
export async function settled(client: ApiClient, facts: ServiceFacts): Promise<Live[]> {
  return client.until("every pod is ready and none is leaving", async () => {
    const pods = await podsOf(client, facts);
    const calm = pods.every((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
    return calm && pods.length > 0 ? pods : undefined;
  });
}

/** What a pod's status says about its containers. */
export interface ContainerState {
  readonly name: string;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: Ended;
  };
  readonly lastState?: { readonly terminated?: Ended };
}

interface Ended {
  readonly exitCode: number;
  /** What it wrote into its termination log. */
  readonly message?: string;
}

/** Waits until a pod of a version has refused its artifact. @returns which pod, and its words */
export async function untilRefused(client: ApiClient, facts: ServiceFacts, version: string) {
  return client.until(`a pod of ${version} refuses its artifact`, async () => {
    const pods = (await podsOf(client, facts)).filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/version"] === version,
    );
    for (const pod of pods) {
      for (const { state, lastState } of stateOf(pod).inits) {
        const ended = state?.terminated ?? lastState?.terminated;
        if (ended !== undefined && ended.exitCode !== 0) {
          return { uid: pod.metadata.uid, message: ended.message ?? "" };
        }
      }
    }
    return undefined;
  });
}

/**
 * The process of a pod's container, by a word of its command line: a process is the pod's when its
 * control group is.
 */
export function containerPid(pod: Live, word: string): number {
  const hits = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid)?.includes(word) === true && isIn(pid, pod.metadata.uid));
  const [hit, ...others] = hits;
  if (hit === undefined || others.length > 0) {
    throw new Error(`${titleOf(pod)}: expected one process with ${word}, found ${hits.length}`);
  }
  return hit;
}

function isIn(pid: number, uid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, "utf8").includes(uid);
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

/** A pod's address, and its containers. */
export function stateOf(pod: Live) {
  const status = (pod.status ?? {}) as {
    podIP?: string;
    containerStatuses?: readonly ContainerState[];
    initContainerStatuses?: readonly ContainerState[];
  };
  return {
    address: status.podIP ?? "",
    containers: status.containerStatuses ?? [],
    inits: status.initContainerStatuses ?? [],
  };
}

import type { ApiClient, Live } from "./api-client";
import type { Manifest } from "./manifest";
import { isReady } from "./nodes";

/** Where a pod runs, and why it does not. */
export interface Placement {
  readonly name: string;
  /** Undefined while it waits. */
  readonly node: string | undefined;
  readonly phase: string;
  /** The scheduler's words for why it waits. */
  readonly reason: string | undefined;
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
  }[];
}

/** Where a pod is right now. */
export function placementOf(pod: Live): Placement {
  const { nodeName } = (pod.spec ?? {}) as { nodeName?: string };
  const { phase = "Pending", conditions = [] } = (pod.status ?? {}) as PodStatus;
  const scheduled = conditions.find(({ type }) => type === "PodScheduled");
  return {
    name: pod.metadata.name,
    node: nodeName,
    phase,
    reason: scheduled?.status === "False" ? scheduled.message : undefined,
  };
}

/** A pod of one container that needs nothing and passes the standard `restricted`. */
export function pod(
  name: string,
  namespace: string,
  options: {
    /** Such as `{ "nvidia.com/gpu": "1" }`. */
    readonly limits?: Readonly<Record<string, string>>;
    /** Further fields of its spec. */
    readonly spec?: Readonly<Record<string, unknown>>;
    /** Further fields of its container's security context. */
    readonly security?: Readonly<Record<string, unknown>>;
  } = {},
): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      ...options.spec,
      containers: [
        {
          name: "main",
          // Nobody pulls it: the nodes are virtual.
          image: "example.invalid/nothing:none",
          resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: options.limits ?? {} },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            ...options.security,
          },
        },
      ],
    },
  };
}

/** Waits until every pod of a selector's labels is Ready, and there are so many. */
export async function readyPods(
  client: ApiClient,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  count: number,
): Promise<Live[]> {
  return client.until(`${count} pods ${JSON.stringify(labels)} are Ready`, async () => {
    const pods = (await client.list("v1", "Pod", namespace)).filter((one) =>
      Object.entries(labels).every(([key, value]) => one.metadata.labels?.[key] === value),
    );
    return pods.length === count && pods.every(isReady) ? pods : undefined;
  });
}

/** Waits until the scheduler has said no. @returns its words */
export async function unschedulable(client: ApiClient, waiting: Manifest): Promise<string> {
  return client.until(`${waiting.metadata?.name ?? ""} is refused by the scheduler`, async () => {
    const live = await client.get(waiting);
    return live === undefined ? undefined : placementOf(live).reason;
  });
}

/** Waits until a pod runs. @returns its node */
export async function nodeOf(client: ApiClient, running: Manifest): Promise<string> {
  return client.until(`${running.metadata?.name ?? ""} runs`, async () => {
    const live = await client.get(running);
    if (live === undefined) return undefined;
    const { node, phase } = placementOf(live);
    return phase === "Running" ? node : undefined;
  });
}

/** Asks for a pod to be moved away, as a drain does. @throws ApiError 429 when a budget forbids it */
export async function evict(client: ApiClient, victim: Live): Promise<void> {
  const { name, namespace = "" } = victim.metadata;
  await client.create(`/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace },
  });
}

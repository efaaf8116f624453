import type { PreviewReport } from "../../apps/cli/preview/report";
import { instanceSpec } from "../../components/config/instance-types";
import type { ApiClient, Live } from "./api-client";
import { VIRTUAL } from "./control-plane";
import type { Manifest } from "./manifest";

/** Zones of the made-up region that nodes are spread over, as a node group does. */
const ZONES = ["a", "b", "c"].map((letter) => `test-1${letter}`);

/** Inputs of an EKS node group, as far as they make its nodes what they are. */
interface NodeGroup {
  readonly instanceTypes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly scalingConfig: { readonly maxSize: number };
}

/** EKS's words for what Kubernetes calls otherwise: API_Taint of the EKS API. */
const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** The autoscaler's tag that says how many GPUs a node of an empty group will offer. */
const GPU_TAG = "k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu";

/**
 * The nodes of an environment at its largest: every node group that a preview registers, at its
 * maximum, with its labels and taints. What an instance has inside is components/config's table, less
 * nothing: kubelet's own share is not modelled. GPUs are what the pool promises to the autoscaler.
 */
export function nodesOf(report: PreviewReport): Manifest[] {
  return report.resources
    .filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")
    .flatMap((resource) => {
      const group = resource.inputs as unknown as NodeGroup;
      const gpus = gpusOf(report, resource.parent);
      return Array.from({ length: group.scalingConfig.maxSize }, (_, at) =>
        node(group, `${resource.name}-${at}`, ZONES[at % ZONES.length] ?? "", gpus),
      );
    });
}

/** Makes nodes and waits until they are Ready. */
export async function addNodes(client: ApiClient, nodes: readonly Manifest[]): Promise<void> {
  await Promise.all(nodes.map((one) => client.create("/api/v1/nodes", one)));
  for (const one of nodes) {
    await client.until(`node ${one.metadata?.name ?? ""} is Ready`, async () => {
      const live = await client.get(one);
      return live !== undefined && isReady(live) ? true : undefined;
    });
  }
}

/** Does a node or a pod say that it is ready? */
export function isReady(object: Live): boolean {
  const { conditions = [] } = (object.status ?? {}) as {
    conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

function node(group: NodeGroup, name: string, zone: string, gpus: string | undefined): Manifest {
  const [type = ""] = group.instanceTypes;
  const spec = instanceSpec(type);
  if (spec === undefined)
    throw new Error(`${name}: no instance type "${type}" in components/config`);
  const resources = {
    cpu: String(spec.vcpu),
    memory: `${spec.memoryGib}Gi`,
    "ephemeral-storage": "50Gi",
    // kubelet's default: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ maxPods
    pods: "110",
    ...(gpus !== undefined && { "nvidia.com/gpu": gpus }),
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        ...group.labels,
        [VIRTUAL.label]: VIRTUAL.value,
        // Those that every cloud's nodes carry:
        // https://kubernetes.io/docs/reference/labels-annotations-taints/
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": type,
        "topology.kubernetes.io/region": "test-1",
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: {
      taints: group.taints.map((taint) => ({ ...taint, effect: EFFECTS[taint.effect] })),
    },
    status: { allocatable: resources, capacity: resources },
  };
}

/** What the tag of a pool says, which is a sibling of its node group; undefined without GPUs. */
function gpusOf(report: PreviewReport, pool: string | null): string | undefined {
  const tags = report.resources.filter(
    ({ type, parent }) => type === "aws:autoscaling/tag:Tag" && parent === pool,
  );
  const contents = tags.map(({ inputs }) => inputs.tag as { key: string; value: string });
  return contents.find(({ key }) => key === GPU_TAG)?.value;
}

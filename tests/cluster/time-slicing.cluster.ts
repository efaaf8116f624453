import { expect, test } from "vitest";
import type { Manifest } from "./manifest";
import { addNodes, nodesOf } from "./nodes";
import { describeOnCluster } from "./on-cluster";
import { nodeOf, pod, unschedulable } from "./pods";
import { StacksProject } from "./stacks-project";

/** Pods that share the one GPU of dev's pool. */
const SHARES = 4;

describeOnCluster("a pool whose GPU is shared by turns", (plane) => {
  test(`takes ${SHARES} pods of one GPU each, and the next one waits`, async () => {
    const { client } = plane();
    const project = await StacksProject.make();
    try {
      project.edit(
        "stacks/Pulumi.dev.yaml",
        "        ami_release: null\n",
        `        ami_release: null\n        time_slicing: { replicas: ${SHARES} }\n`,
      );
      const nodes = nodesOf(await project.preview("dev"));
      const withGpu = nodes.filter((node) => node.metadata?.labels?.["nvidia.com/gpu.present"]);
      // One node, one GPU: what is counted is turns.
      expect(withGpu).toHaveLength(1);
      await addNodes(client, nodes);

      const sharing = Array.from({ length: SHARES }, (_, at) => gpuPod(`turn-${at}`));
      for (const one of sharing) await client.apply(one);
      const used = await Promise.all(sharing.map((one) => nodeOf(client, one)));
      expect(new Set(used)).toEqual(new Set([withGpu[0]?.metadata?.name]));

      const late = gpuPod("turn-late");
      await client.apply(late);
      expect(await unschedulable(client, late)).toContain(
        `${nodes.length} Insufficient nvidia.com/gpu`,
      );
    } finally {
      project.remove();
    }
  });
});

function gpuPod(name: string): Manifest {
  return pod(name, "default", {
    limits: { "nvidia.com/gpu": "1" },
    spec: { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }] },
  });
}

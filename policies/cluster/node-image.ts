import { stackRule } from "../engine/rule";
import { hasGpus, NODE_GROUP, type NodeGroupProps, typesOfGroup } from "../reading/machines";

/** A node group that brings its own image says nothing about what is in it. */
const OWN_IMAGE = "CUSTOM";

/**
 * Has an image NVIDIA's driver? AL2_x86_64_GPU, AL2023_x86_64_NVIDIA, BOTTLEROCKET_x86_64_NVIDIA …
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html amiType
 */
function drivesGpus(amiType: string): boolean {
  return amiType.includes("NVIDIA") || amiType.endsWith("_GPU");
}

export const clusterNodeImage = stackRule({
  id: "cluster-node-image",
  checks: ["EKS-6"],
  severity: "medium",
  level: "posture",
  description: "Nodes with GPUs boot an image with NVIDIA's driver, and only they do.",
  why: "Without the driver the node joins, offers no GPU, and costs its full price until somebody looks. The driver's image on a node without GPUs is a larger disk and a slower start for nothing.",
  remediation:
    "Give the pool its type in the stack file, under `gpu_pools` or `system_pool`: the component NodePool chooses the image (components/nodes/instance-families.ts).",
  check: (stack, report) => {
    stack.each<NodeGroupProps>(NODE_GROUP, (group) => {
      const types = typesOfGroup(stack, group);
      const gpus = types.filter(hasGpus);
      const image = group.props.amiType;
      if (image === OWN_IMAGE) return;
      if (gpus.length > 0 && gpus.length < types.length) {
        report(
          group,
          `some of ${types.join(", ")} have GPUs and some have none; one image boots all of them. Make a node group for each.`,
        );
      } else if (gpus.length > 0 && (image === undefined || !drivesGpus(image))) {
        report(
          group,
          `amiType is ${image ?? "left to EKS"}, which has no NVIDIA driver for ${gpus.join(", ")}. Set AL2023_x86_64_NVIDIA.`,
        );
      } else if (gpus.length === 0 && image !== undefined && drivesGpus(image)) {
        report(
          group,
          `amiType is ${image}, and ${types.join(", ") || "EKS's default type"} has no GPU. Set AL2023_x86_64_STANDARD.`,
        );
      }
    });
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { gpuPoolTaint } from "./pool-taint";

const type = "aws:eks/nodeGroup:NodeGroup";
const taint = (effect: string) => [{ key: "nvidia.com/gpu", value: "true", effect }];
const group = (instanceTypes: unknown, taints?: unknown) => ({
  given: { type, props: { instanceTypes, ...(taints !== undefined && { taints }) } },
});

ruleCases(gpuPoolTaint, {
  compliant: {
    "a GPU pool": group(["g5.xlarge"], taint("NO_SCHEDULE")),
    "a GPU pool that also clears its nodes": group(["g5.xlarge"], taint("NO_EXECUTE")),
    "the system pool": group(["m7i.large"], []),
    "a pool with a taint of its own": group(
      ["m7i.large"],
      [{ key: "spot", effect: "NO_SCHEDULE" }],
    ),
    "a stack without node groups": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a GPU pool without": {
      ...group(["g5.xlarge"]),
      says: /^g5\.xlarge has GPUs and the group lacks the taint nvidia\.com\/gpu/,
    },
    "a GPU pool that only asks": {
      ...group(["p5.48xlarge"], taint("PREFER_NO_SCHEDULE")),
      says: /with NO_SCHEDULE\. Add it to taints/,
    },
    "a pool without GPUs that nothing can use": {
      ...group(["m7i.large"], taint("NO_SCHEDULE")),
      says: /m7i\.large has no GPU\. Remove it/,
    },
  },
  undecided: {
    "types that only a deployment knows": group(UNKNOWN_VALUE, taint("NO_SCHEDULE")),
    "taints that only a deployment knows": group(["g5.xlarge"], UNKNOWN_VALUE),
  },
});

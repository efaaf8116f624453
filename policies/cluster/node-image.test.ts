import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterNodeImage } from "./node-image";

const type = "aws:eks/nodeGroup:NodeGroup";
const NVIDIA = "AL2023_x86_64_NVIDIA";
const STANDARD = "AL2023_x86_64_STANDARD";
const group = (amiType: string | undefined, ...instanceTypes: string[]) => ({
  given: { type, props: { instanceTypes, ...(amiType !== undefined && { amiType }) } },
});
const block = (amiType: string) => ({
  given: [
    {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      name: "block",
      props: { instanceType: "p5.48xlarge" },
    },
    {
      type,
      props: { amiType, instanceTypes: UNKNOWN_VALUE },
      from: { launchTemplate: ["block"] },
    },
  ],
});

ruleCases(clusterNodeImage, {
  compliant: {
    "a GPU pool": group(NVIDIA, "g5.xlarge", "g6.xlarge"),
    "a GPU pool on Bottlerocket": group("BOTTLEROCKET_x86_64_NVIDIA", "g5.xlarge"),
    "the system pool": group(STANDARD, "m7i.large"),
    "an image of one's own": group("CUSTOM", "g5.xlarge"),
    "a capacity block, whose template has the type": block(NVIDIA),
    "a stack without node groups": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "GPUs without a driver": {
      ...group(STANDARD, "g5.xlarge"),
      says: /amiType is AL2023_x86_64_STANDARD, which has no NVIDIA driver for g5\.xlarge/,
    },
    "GPUs of a type that the table lacks": { ...group(STANDARD, "g7e.2xlarge"), says: /g7e/ },
    "an image that EKS chooses": { ...group(undefined, "g5.xlarge"), says: /left to EKS/ },
    "a driver without GPUs": {
      ...group(NVIDIA, "m7i.large"),
      says: /m7i\.large has no GPU\. Set AL2023_x86_64_STANDARD/,
    },
    "both kinds in one group": {
      ...group(NVIDIA, "g5.xlarge", "m7i.large"),
      says: /Make a node group for each/,
    },
    "a capacity block without a driver": {
      ...block(STANDARD),
      at: [`${type} it`],
      says: /for p5\.48xlarge/,
    },
  },
  undecided: {
    "an image that only a deployment knows": group(UNKNOWN_VALUE, "g5.xlarge"),
    "types that only a deployment knows": {
      given: { type, props: { amiType: NVIDIA, instanceTypes: UNKNOWN_VALUE } },
    },
  },
});

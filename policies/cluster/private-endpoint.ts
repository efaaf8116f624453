import type * as aws from "@pulumi/aws";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

/** Which postures have a public endpoint at all: `endpointExposure` of the posture table. */
export const clusterPrivateEndpoint = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-private-endpoint",
  checks: ["EKS-1"],
  severity: "high",
  level: "posture",
  description:
    "A cluster answers inside its network, and outside of it only where the posture allows a list of ranges.",
  why: "Without the private endpoint nodes reach the API over the internet. Where people rely on the platform, no address outside of the network is worth the risk.",
  remediation:
    "Empty `cluster.public_access_cidrs` in the stack file where the posture is prod; the component Cluster then switches the public endpoint off. Leave `endpointPrivateAccess` on.",
  controls: ["CIS EKS 5.4.2"],
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props: { vpcConfig } }, report, { environment }) => {
    if (vpcConfig === undefined) return;
    if (
      environment.settings.endpointExposure === "private" &&
      vpcConfig.endpointPublicAccess !== false
    ) {
      report(
        `the public endpoint is on; posture ${environment.posture} has a private endpoint only. Set endpointPublicAccess to false.`,
      );
    }
    // Off is EKS's default: https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
    if (vpcConfig.endpointPrivateAccess !== true) {
      report(
        "the private endpoint is off, so that nodes go over the internet to reach the API. Set endpointPrivateAccess to true.",
      );
    }
  },
});

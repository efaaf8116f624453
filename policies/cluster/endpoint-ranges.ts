import type * as aws from "@pulumi/aws";
import { isEverybody } from "../reading/ranges";
import { judgeEach } from "../reading/judge-each";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

/** EKS opens the endpoint to the internet, and to 0.0.0.0/0, unless it is told otherwise. */
export const clusterEndpointRanges = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-endpoint-ranges",
  checks: ["EKS-1"],
  severity: "critical",
  level: "always",
  description:
    "A cluster's public endpoint is off, or answers listed address ranges only, none wider than /8 (IPv6: /32).",
  why: "Whoever can reach the API can try stolen credentials and unpatched faults on it. 0.0.0.0/0 is the whole internet, and two /1 ranges are the same in two lines.",
  remediation:
    "Leave `cluster.public_access_cidrs` in the stack file empty for a private endpoint, or list the ranges that the team works from. In code, set `publicAccessCidrs` of the component Cluster.",
  controls: ["CIS EKS 5.4.1"],
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props }, report) => {
    const { vpcConfig } = props;
    // Public is EKS's default: https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
    if (vpcConfig === undefined || vpcConfig.endpointPublicAccess === false) return;
    const ranges = vpcConfig.publicAccessCidrs ?? [];
    if (ranges.length === 0) {
      report(
        "the public endpoint is on without a list of ranges, which EKS takes for 0.0.0.0/0. Switch it off, or list the ranges that the team works from.",
      );
    }
    judgeEach(ranges, (range) => {
      if (isEverybody(range)) {
        report(
          `the public endpoint answers ${range}; expected ranges of /8 or narrower (IPv6: /32). List the ranges that the team works from.`,
        );
      }
    });
  },
});

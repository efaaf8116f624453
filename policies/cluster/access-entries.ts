import type * as aws from "@pulumi/aws";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

export const clusterAccessEntries = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-access-entries",
  checks: ["EKS-5"],
  severity: "high",
  level: "posture",
  description:
    "Access entries alone decide who may enter a cluster, and whoever makes it gets no standing admin.",
  why: "Rights in a ConfigMap inside the cluster pass by every review of IAM, and one wrong line locks everybody out. An admin that nobody granted shows up in no access matrix.",
  remediation:
    'Set `accessConfig` to { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false }, as the component Cluster does, and grant people their rights in stacks/access.yaml.',
  controls: ["CIS EKS 4.1.7", "CIS EKS 5.5.1"],
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props: { accessConfig } }, report) => {
    // Both defaults are EKS's: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessConfigRequest.html
    const mode = accessConfig?.authenticationMode ?? "CONFIG_MAP";
    if (mode !== "API") {
      report(
        `accessConfig.authenticationMode is ${mode}; expected API, so that access entries alone decide. Set it.`,
      );
    }
    if (accessConfig?.bootstrapClusterCreatorAdminPermissions !== false) {
      report(
        "whoever makes the cluster becomes its admin. Set accessConfig.bootstrapClusterCreatorAdminPermissions to false.",
      );
    }
  },
});

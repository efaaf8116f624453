import type * as aws from "@pulumi/aws";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

export const clusterDeletionProtection = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-deletion-protection",
  checks: [],
  severity: "high",
  level: "posture",
  description: "EKS refuses to delete a cluster where the posture protects it.",
  why: "A deleted cluster takes every workload, volume claim and in-cluster record with it, and a new one has another name, endpoint and certificate.",
  remediation:
    "Set `deletionProtection` of the component Cluster; its value comes from the posture table (components/config/posture.ts).",
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props }, report, { environment }) => {
    if (environment.settings.deletionProtection && props.deletionProtection !== true) {
      report(
        `deletionProtection is off; posture ${environment.posture} protects clusters. Set it to true.`,
      );
    }
  },
});

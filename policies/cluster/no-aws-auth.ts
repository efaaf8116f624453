import type { Metadata } from "../reading/pods";
import { resourceRule } from "../engine/rule";

export const clusterNoAwsAuth = resourceRule<{ readonly metadata?: Metadata }>({
  id: "cluster-no-aws-auth",
  checks: ["EKS-5"],
  severity: "high",
  level: "posture",
  description: "Nobody gets into the cluster by the ConfigMap aws-auth.",
  why: "The ConfigMap grants rights that neither stacks/access.yaml nor IAM shows, and a cluster in mode API ignores it: whoever wrote it believes in rights that are not there.",
  remediation:
    "Remove the ConfigMap, and grant the role or user its rights in stacks/access.yaml; the components of access make access entries of it.",
  controls: ["CIS EKS 4.1.7", "CIS EKS 5.5.1"],
  types: ["kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch"],
  check: ({ props: { metadata } }, report) => {
    if (metadata?.name === "aws-auth" && metadata.namespace === "kube-system") {
      report(
        "this is aws-auth, which maps IAM roles to rights in the cluster. Use access entries: remove it, and write the rights in stacks/access.yaml.",
      );
    }
  },
});

import type * as aws from "@pulumi/aws";
import { isSet } from "../engine/known";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

export const clusterSecretsEncryption = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-secrets-encryption",
  checks: ["EKS-2"],
  severity: "high",
  level: "posture",
  description: "Kubernetes Secrets are encrypted with a KMS key of the environment.",
  why: "Who gets at the control plane's storage or its backups reads every password in it. With a key of our own each use is logged and can be cut off.",
  remediation:
    "Pass `secretsKeyArn` to the component Cluster: the key `cluster-secrets` of the component Keys. EKS cannot take the encryption away again.",
  controls: ["CIS EKS 5.3.1", "NSA C-0066"],
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props }, report) => {
    const config = props.encryptionConfig;
    if (config?.resources.includes("secrets") !== true) {
      report(
        'encryptionConfig names no key for Secrets. Set its provider.keyArn, and resources to ["secrets"].',
      );
    } else if (!isSet(config.provider, "keyArn")) {
      report("encryptionConfig has no provider.keyArn. Name the KMS key of the cluster's secrets.");
    }
  },
});

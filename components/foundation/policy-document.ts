/** One statement of an IAM, trust or key policy, as far as the foundation writes them. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  /** Only in trust and key policies; never `*`. */
  readonly Principal?: { readonly Service: string } | { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The JSON text of a policy: the same statements always give the same text, so no false diffs. */
export function policyJson(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A trust policy: which AWS service may act as the role, and under which conditions. */
export function serviceTrust(service: string, condition?: PolicyStatement["Condition"]): string {
  return policyJson([
    {
      Sid: "AssumeByService",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition !== undefined && { Condition: condition }),
    },
  ]);
}

/** Which pods may act as a role. */
export interface PodIdentity {
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * The trust policy of a role for the pods of one service account of one cluster. EKS Pod Identity
 * would let any association in the account name the role; the session tags that it sets narrow that.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function podIdentityTrust(pods: PodIdentity): string {
  return policyJson([
    {
      Sid: "AssumeByPods",
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": pods.clusterArn,
          "aws:RequestTag/kubernetes-namespace": pods.namespace,
          "aws:RequestTag/kubernetes-service-account": pods.serviceAccount,
        },
      },
    },
  ]);
}

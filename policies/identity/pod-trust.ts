import { resourceRule } from "../engine/rule";
import { allowing, called, listed } from "./grants";
import { isNamed, ROLE, trustsPods, type TrustProps, type Wanted, wanted } from "./trust";

/**
 * What EKS Pod Identity says of the pods in each session, and in which words.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  cluster: [
    "aws:RequestTag/eks-cluster-arn",
    "aws:RequestTag/eks-cluster-name",
    // The association's, which begins with the cluster's name.
    "aws:SourceArn",
  ],
  namespace: ["aws:RequestTag/kubernetes-namespace"],
  "service account": ["aws:RequestTag/kubernetes-service-account"],
};

/** A role that pods take is for one service account of one namespace of one cluster. */
export const podTrust = resourceRule<TrustProps>({
  id: "identity-pod-trust",
  checks: ["IAM-3"],
  severity: "high",
  level: "always",
  controls: ["CIS EKS 5.2.1"],
  description:
    "A role for EKS Pod Identity trusts the pods of one service account in one namespace of one cluster.",
  why: "Without it whoever may make an association, in any cluster of the account, lends the role to pods of their own: another team's jobs then read this team's data.",
  remediation:
    "Use `podIdentityTrust` of lib/iam-policy.ts, or the component `PodIdentity`: StringEquals on `aws:RequestTag/eks-cluster-arn`, `…/kubernetes-namespace` and `…/kubernetes-service-account`.",
  types: [ROLE],
  check: ({ props }, report) => {
    for (const statement of allowing(props.assumeRolePolicy)) {
      if (!trustsPods(statement)) continue;
      const open = Object.entries(TAGS)
        .filter(([, keys]) => !keys.some((key) => isLimited(wanted(statement, key))))
        .map(([what]) => what);
      if (open.length > 0) {
        report(
          `${called(statement)} trusts pods of any ${listed(open)}. Name the ${listed(open)} in its conditions.`,
        );
      }
    }
  },
});

/** Every value counts: one that is open opens the others. */
const isLimited = (values: readonly Wanted[]) => values.length > 0 && values.every(isNamed);

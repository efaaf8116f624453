import { z } from "zod";
import { type ReportAt, stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";

interface AssociationProps {
  readonly policyArn?: string;
  readonly accessScope?: { readonly type?: string };
}

interface Config {
  readonly allowed: readonly { readonly component: string; readonly reason: string }[];
}

/**
 * EKS' policies that reach Secrets, which for the whole cluster is as good as administering it:
 * latest/ug/manage-access/k8s-access/access-policy-reference.adoc of awsdocs/amazon-eks-user-guide at
 * 4d52b4d0, published as https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const ADMINS = [
  "AmazonEKSClusterAdminPolicy",
  "AmazonEKSAdminPolicy",
  "AmazonEKSAdminViewPolicy",
  "AmazonEKSEditPolicy",
];

/** Who may have them: a component by its type, and why. */
const ALLOWED = [
  {
    component: "towpath:foundation:DeployerAccess",
    reason: "Pulumi itself makes and changes everything in the cluster",
  },
];

/** One administrator of the cluster: whoever deploys. */
export const clusterAdmins = stackRule<Config>({
  id: "identity-cluster-admins",
  checks: ["IAM-2", "K8S-9"],
  severity: "critical",
  level: "always",
  controls: ["CIS EKS 4.1.7", "CIS EKS 4.1.1"],
  description:
    "Only the deployer's role administers the whole cluster, or reads its Secrets, through EKS access entries.",
  why: "A cluster administrator reads every Secret and runs anything on every node, and what he does there is in no reviewed change.",
  remediation:
    "Associate AmazonEKSViewPolicy or AmazonEKSEditPolicy instead, with an accessScope of `type: namespace` and the namespaces that are needed. People's rights come from stacks/access.yaml.",
  config: z.object({
    allowed: z
      .array(z.object({ component: z.string(), reason: z.string() }))
      .default(ALLOWED)
      .describe("Components that may make administrators: their type, and why"),
  }),
  check: (stack, report, { config }) => {
    const components = new Set(config.allowed.map(({ component }) => component));
    stack.each<AssociationProps>(
      "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      (association) => {
        if (association.parent !== undefined && components.has(association.parent.type)) return;
        judge(association, report);
      },
    );
  },
});

function judge(association: StackResource<AssociationProps>, report: ReportAt): void {
  const { policyArn = "", accessScope } = association.props;
  const name = policyArn.slice(policyArn.lastIndexOf("/") + 1);
  if (!ADMINS.includes(name)) return;
  if (accessScope?.type === "namespace") return;
  report(
    association as StackResource,
    `${name} for the whole cluster is given to somebody who is not the deployer. Give a view or edit policy for the namespaces that are needed.`,
  );
}

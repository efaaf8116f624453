import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, serviceTrust } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

export interface NodeRoleArgs {
  /** Tags of everything here. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * A shell on nodes through Session Manager, in place of SSH. An open door that few days need. Plain.
   * @default false
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
   */
  readonly sessionManager?: boolean;
}

/**
 * AWS's managed policies of every node. The pull-only policy, because nodes never push; the minimal
 * node policy, which is `eks-auth:AssumeRoleForPodIdentity` and nothing else. No CNI policy: EKS
 * advises a role of vpc-cni's own, so the add-on must bring its Pod Identity association.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSWorkerNodeMinimalPolicy.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEC2ContainerRegistryPullOnly.html
 */
const MANAGED_POLICIES: Readonly<Record<string, string>> = {
  "pod-identity": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
  "pull-images": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
};

const SESSION_MANAGER: Readonly<Record<string, string>> = {
  "session-manager": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
};

/**
 * What nodeadm asks EC2 while a node joins, which the minimal policy leaves out: the instance's
 * private DNS name, and a type's pod limit where its own table has none. awslabs/amazon-eks-ami at
 * 81fec2e8, nodeadm/internal/aws/ec2/instance_waiter.go and nodeadm/internal/util/ec2.go. Neither
 * action can be limited to a resource:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
const JOIN_POLICY = policyJson([
  {
    Sid: "DescribeSelf",
    Effect: "Allow",
    Action: ["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"],
    Resource: "*",
  },
]);

/**
 * What nodes of all pools may do in AWS: join, pull images, lend pods their own identities.
 *
 * No access entry is declared for it: EKS makes the EC2_LINUX entry of a managed node group's role
 * itself, "irrespective of authenticationMode" (AWS in
 * https://github.com/aws/containers-roadmap/issues/185), and a second one would collide
 * (https://github.com/aws/containers-roadmap/issues/2425).
 */
export class NodeRole extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:NodeRole";

  /** The role's ARN; known only once its policies are attached, so that no node starts without. */
  readonly arn: pulumi.Output<string>;
  /** The role's name. */
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: NodeRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(NodeRole.__pulumiType, name, { ...args }, opts);

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "EKS nodes: join the cluster and pull images",
        assumeRolePolicy: policyDocument({}, () => serviceTrust("ec2.amazonaws.com")),
        tags: args.tags,
      },
      { parent: this },
    );
    const policies = { ...MANAGED_POLICIES, ...(args.sessionManager === true && SESSION_MANAGER) };
    const attached = Object.entries(policies).map(
      ([purpose, policyArn]) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${purpose}`,
          { role: role.name, policyArn },
          { parent: this },
        ).id,
    );
    const join = new aws.iam.RolePolicy(
      `${name}-join`,
      { role: role.name, policy: policyDocument({}, () => JOIN_POLICY) },
      { parent: this },
    );

    // An Output of everything: who uses the ARN waits for the policies, and is deleted before them.
    this.arn = pulumi.all([role.arn, pulumi.all([join.id, ...attached])]).apply(([arn]) => arn);
    this.roleName = role.name;
    this.registerOutputs({ arn: this.arn, roleName: this.roleName });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, serviceTrust } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

export interface ClusterRoleArgs {
  /** The KMS key of Kubernetes Secrets. */
  readonly secretsKeyArn: pulumi.Input<string>;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * AWS's own list of what the control plane does in an account.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSClusterPolicy.html
 */
const CLUSTER_POLICY = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";

/**
 * The role that the control plane acts as. A cluster that loses it before it is deleted leaves network
 * interfaces and security groups behind, so the cluster must depend on {@link ClusterRole.rights}.
 */
export class ClusterRole extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:ClusterRole";

  readonly arn: pulumi.Output<string>;
  /** What gives the role its rights. */
  readonly rights: readonly pulumi.Resource[];

  constructor(name: string, args: ClusterRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ClusterRole.__pulumiType, name, {}, opts);
    const own = { parent: this };

    const role = new aws.iam.Role(
      name,
      {
        description: "EKS runs the control plane",
        assumeRolePolicy: policyDocument({}, () => serviceTrust("eks.amazonaws.com")),
        tags: { ...args.tags },
      },
      own,
    );
    this.rights = [
      new aws.iam.RolePolicyAttachment(
        `${name}-eks`,
        { role: role.name, policyArn: CLUSTER_POLICY },
        own,
      ),
      new aws.iam.RolePolicy(
        `${name}-secrets-key`,
        {
          role: role.name,
          policy: policyDocument({ keyArn: args.secretsKeyArn }, ({ keyArn }) =>
            secretsKeyPolicy(keyArn),
          ),
        },
        own,
      ),
    ];

    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** Envelope encryption of Secrets with one key. @see https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html */
export function secretsKeyPolicy(keyArn: string): string {
  return policyJson([
    {
      Sid: "EncryptSecrets",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
      Resource: keyArn,
    },
  ]);
}

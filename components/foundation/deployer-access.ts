import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface DeployerAccessArgs {
  readonly clusterName: pulumi.Input<string>;
  /** The IAM role or user that runs `pulumi up`. */
  readonly principalArn: pulumi.Input<string>;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Full rights in the cluster and none in IAM.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/**
 * The rights of whoever runs `pulumi up` in a cluster, declared instead of granted unseen to its
 * creator. First to be made after the cluster, last to go before it.
 */
export class DeployerAccess extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:DeployerAccess";

  /** Known once the rights are in force. */
  readonly granted: pulumi.Output<string>;

  constructor(name: string, args: DeployerAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DeployerAccess.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { clusterName, principalArn } = args;

    const entry = new aws.eks.AccessEntry(
      `${name}-entry`,
      { clusterName, principalArn, type: "STANDARD", tags: { ...args.tags } },
      own,
    );
    const admin = new aws.eks.AccessPolicyAssociation(
      `${name}-admin`,
      {
        clusterName,
        principalArn: entry.principalArn,
        policyArn: CLUSTER_ADMIN,
        accessScope: { type: "cluster" },
      },
      // EKS associates policies with entries that exist.
      { ...own, dependsOn: [entry] },
    );

    this.granted = admin.id;
    this.registerOutputs({ granted: this.granted });
  }
}

import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { podIdentityTrust } from "../../lib/iam-policy";
import { policyDocument } from "./policy-document";

export interface PodIdentityArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  /** The service account's name, fixed: the role's trust and the association refer to it. Plain. */
  readonly serviceAccount: string;
  /** What the pods may do: {@link policyDocument}. */
  readonly policy: aws.iam.PolicyDocument;
  /**
   * The ARN of `WorkloadBoundary`: the most that the role could have. Plain whether.
   * @default none: what is attached by hand counts
   */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** What the role is for. */
  readonly description: string;
  /** Labels of the service account. */
  readonly labels: Readonly<Record<string, string>>;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A service account whose pods get an IAM role, and no token for the Kubernetes API. */
export class PodIdentity extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:workloads:PodIdentity";

  readonly serviceAccountName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  /**
   * What pods must wait for: one that starts before the association gets no credentials until it is
   * restarted (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html).
   */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PodIdentity.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { serviceAccount } = args;
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: serviceAccount, namespace: args.namespace, labels: { ...args.labels } },
        automountServiceAccountToken: false,
      },
      own,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: args.description,
        assumeRolePolicy: policyDocument(
          { clusterArn: args.clusterArn, namespace: args.namespace, serviceAccount },
          podIdentityTrust,
        ),
        ...(args.permissionsBoundary !== undefined && {
          permissionsBoundary: args.permissionsBoundary,
        }),
        tags: { ...args.tags },
      },
      own,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: args.policy },
      own,
    );
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-association`,
      {
        clusterName: args.clusterName,
        namespace: args.namespace,
        serviceAccount,
        roleArn: role.arn,
        tags: { ...args.tags },
      },
      own,
    );
    this.serviceAccountName = account.metadata.name;
    this.roleArn = role.arn;
    this.ready = [account, policy, association];
    this.registerOutputs({ serviceAccountName: this.serviceAccountName, roleArn: this.roleArn });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { podIdentityTrust } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

export interface AddonRoleArgs {
  readonly clusterArn: pulumi.Input<string>;
  /** Whose pods, in kube-system. Plain. */
  readonly serviceAccount: string;
  /** What for, in a sentence. Plain. */
  readonly description: string;
  /** One of AWS's managed policies for the add-on. Plain. */
  readonly managedPolicyArn: string;
  /**
   * What the managed policy leaves to its user: {@link policyDocument}.
   * @default nothing
   */
  readonly policy?: aws.iam.PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role for the pods of one add-on's service account in one cluster, by EKS Pod Identity. */
export class AddonRole extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:AddonRole";

  readonly arn: pulumi.Output<string>;
  /** What gives the role its rights: must exist before the pods start. */
  readonly rights: readonly pulumi.Resource[];

  constructor(name: string, args: AddonRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AddonRole.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { serviceAccount } = args;

    const role = new aws.iam.Role(
      name,
      {
        description: args.description,
        assumeRolePolicy: policyDocument(
          { clusterArn: args.clusterArn, namespace: "kube-system", serviceAccount },
          podIdentityTrust,
        ),
        tags: { ...args.tags },
      },
      own,
    );
    const rights: pulumi.Resource[] = [
      new aws.iam.RolePolicyAttachment(
        `${name}-aws`,
        { role: role.name, policyArn: args.managedPolicyArn },
        own,
      ),
    ];
    if (args.policy !== undefined) {
      rights.push(
        new aws.iam.RolePolicy(`${name}-own`, { role: role.name, policy: args.policy }, own),
      );
    }

    this.arn = role.arn;
    this.rights = rights;
    this.registerOutputs({ arn: this.arn });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson } from "../../lib/iam-policy";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { policyDocument } from "../workloads/policy-document";

export interface ReplicaKeyArgs extends RetentionArgs {
  /** The account whose IAM policies decide who may use the key. */
  readonly accountId: pulumi.Input<string>;
  /** Days, 7 to 30, between deleting the key and losing what it encrypted. Plain. */
  readonly deletionWindowDays: number;
  /**
   * What it encrypts.
   * @default Objects of the platform's buckets, copied to a second region
   */
  readonly description?: string;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The KMS key of what is copied to a second region, in that region, rotated every year. */
export class ReplicaKey extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:ReplicaKey";

  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ReplicaKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { accountId } = args;
    const policy = policyDocument({ accountId }, (known) => replicaKeyPolicy(known.accountId));
    // KMS takes text, unknown in a preview that does not know the account; rules read this.
    super(ReplicaKey.__pulumiType, name, { policy }, opts);
    const key = new aws.kms.Key(
      name,
      {
        description:
          args.description ?? "Objects of the platform's buckets, copied to a second region",
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi.jsonStringify(policy),
        tags: { ...args.tags },
      },
      { parent: this, ...retentionOptions(args) },
    );
    this.arn = key.arn;
    // Again for stack rules: the engine shows them what is registered here (AnalyzeResources in
    // pkg/resource/deploy/step_generator.go of pulumi/pulumi at 1b594989).
    this.registerOutputs({ arn: this.arn, policy });
  }
}

/**
 * The account decides by IAM: KMS's own default policy, written out so that a rule can read it. `*`
 * as resource of a key policy means that key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function replicaKeyPolicy(accountId: string): string {
  return policyJson([
    {
      Sid: "EnableIamPolicies",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ]);
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { KEY_PURPOSE, keyPolicy, type KeyClass } from "./key-policy";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { policyDocument } from "../workloads/policy-document";

export interface EncryptionKeyArgs extends RetentionArgs {
  /** What it encrypts; decides its policy. Plain. */
  readonly keyClass: KeyClass;
  /** The account whose IAM policies decide who may use the key. */
  readonly accountId: pulumi.Input<string>;
  /** The region of the key and of the services that use it. Plain. */
  readonly region: string;
  /**
   * Days, 7 to 30, between deleting the key and losing what it encrypted. Plain.
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly deletionWindowDays: number;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A KMS key for one class of data, rotated every year, and the alias that people find it by. */
export class EncryptionKey extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:EncryptionKey";

  readonly arn: pulumi.Output<string>;
  /** The alias with its prefix: `alias/…`. */
  readonly aliasName: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { accountId, keyClass, region } = args;
    const policy = policyDocument({ accountId, region }, (at) => keyPolicy(keyClass, at));
    // KMS takes text, unknown in a preview that does not know the account; rules read this.
    super(EncryptionKey.__pulumiType, name, { policy }, opts);
    const own = { parent: this, ...retentionOptions(args) };

    const key = new aws.kms.Key(
      name,
      {
        description: KEY_PURPOSE[keyClass],
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi.jsonStringify(policy),
        tags: { ...args.tags },
      },
      own,
    );
    // Autonaming puts "alias/" in front: https://github.com/pulumi/pulumi-aws/pull/1445
    const alias = new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, own);

    this.arn = key.arn;
    this.aliasName = alias.name;
    // The engine shows stack rules what a component registers here, not what it was given (AnalyzeResources
    // in pkg/resource/deploy/step_generator.go of pulumi/pulumi at 1b594989).
    this.registerOutputs({ arn: this.arn, aliasName: this.aliasName, policy });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { KEY_PURPOSE, keyPolicy, type KeyClass } from "./key-policy";
import { retentionOptions, type RetentionArgs } from "../config/retention";

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
    super(EncryptionKey.__pulumiType, name, {}, opts);
    const { keyClass, region } = args;
    const own = { parent: this, ...retentionOptions(args) };

    const key = new aws.kms.Key(
      name,
      {
        description: KEY_PURPOSE[keyClass],
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi
          .output(args.accountId)
          .apply((accountId) => keyPolicy(keyClass, { accountId, region })),
        tags: { ...args.tags },
      },
      own,
    );
    // Autonaming puts "alias/" in front: https://github.com/pulumi/pulumi-aws/pull/1445
    const alias = new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, own);

    this.arn = key.arn;
    this.aliasName = alias.name;
    this.registerOutputs({ arn: this.arn, aliasName: this.aliasName });
  }
}

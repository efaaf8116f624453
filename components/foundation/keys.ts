import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type EncryptionKeyArgs } from "./encryption-key";
import { deletionWindowProblems, KEY_CLASSES, type KeyClass } from "./key-policy";

export type KeysArgs = Omit<EncryptionKeyArgs, "keyClass">;

/**
 * The KMS keys of an environment, one a class of data.
 *
 * Before the first update of an account, its service-linked role for EC2 Auto Scaling must exist,
 * since the key of the volumes names it and KMS takes no policy that names nobody: `aws iam
 * create-service-linked-role --aws-service-name autoscaling.amazonaws.com`. Accounts that ever had an
 * Auto Scaling group have it.
 *
 * Cost: `kms/key` in stacks/prices.yaml, a month and key.
 */
export class Keys extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:Keys";

  /** Class → the key's ARN. */
  readonly arns: Readonly<Record<KeyClass, pulumi.Output<string>>>;

  /** @throws ResourceError for a deletion window that KMS refuses. */
  constructor(name: string, args: KeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Keys.__pulumiType, name, {}, opts);
    const problems = deletionWindowProblems(args.deletionWindowDays);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);

    const arns: Partial<Record<KeyClass, pulumi.Output<string>>> = {};
    for (const keyClass of KEY_CLASSES) {
      arns[keyClass] = new EncryptionKey(
        `${name}-${keyClass}`,
        { ...args, keyClass },
        { parent: this },
      ).arn;
    }
    // Every class of the list above has its key now.
    this.arns = arns as Record<KeyClass, pulumi.Output<string>>;
    this.registerOutputs({ arns: this.arns });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Rotation, ROTATION_TAG } from "../config/rotation";
import { secretPolicy } from "./secret-policy";

/** Where Secrets Manager keeps a secret for people. */
export interface VaultArgs {
  /** What it is for, as Secrets Manager shows it. */
  readonly description: string;
  /** The key that Secrets Manager encrypts it with. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Days, 0 or 7 to 30, in which a deleted secret can be brought back. Plain. */
  readonly recoveryDays: number;
  /** How people rotate it, as a tag: Secrets Manager does not. Plain. */
  readonly rotation: Rotation;
  /** Roles of stacks/access.yaml whose people may read it. Plain. */
  readonly readers: readonly string[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface GeneratedSecretArgs {
  /**
   * Secrets Manager. Plain whether.
   * @default none: it is in the state, and in the Secret that a pod reads
   */
  readonly vault?: VaultArgs;
  /** Another value makes another secret: how it is rotated by a reviewed change. Plain. */
  readonly generation: string;
  /**
   * Characters, letters and digits only: it goes into URIs and files unescaped. Plain.
   * @default 40, over 230 bits
   */
  readonly length?: number;
}

/** A random secret that the program makes once, may keep in Secrets Manager, and never shows. */
export class GeneratedSecret extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:tracking:GeneratedSecret";

  /** The secret itself; marked as one, so that it is encrypted in the state and never printed. */
  readonly value: pulumi.Output<string>;
  /** Where people and other programs read it; null without Secrets Manager. */
  readonly arn: pulumi.Output<string> | null;

  constructor(name: string, args: GeneratedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GeneratedSecret.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const password = new random.RandomPassword(
      `${name}-value`,
      {
        length: args.length ?? 40,
        special: false,
        keepers: { generation: args.generation },
      },
      own,
    );
    this.value = pulumi.secret(password.result);
    this.arn = args.vault === undefined ? null : this.keep(name, args.vault);
    this.registerOutputs({ value: this.value, arn: this.arn });
  }

  private keep(name: string, vault: VaultArgs): pulumi.Output<string> {
    const own = { parent: this };
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        description: vault.description,
        kmsKeyId: vault.kmsKeyArn,
        recoveryWindowInDays: vault.recoveryDays,
        tags: { ...vault.tags, [ROTATION_TAG]: vault.rotation },
      },
      own,
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-version`,
      { secretId: secret.id, secretString: this.value },
      own,
    );
    new aws.secretsmanager.SecretPolicy(
      `${name}-policy`,
      {
        secretArn: secret.arn,
        policy: secretPolicy({ readers: vault.readers }),
        blockPublicPolicy: true,
      },
      own,
    );
    // The version's: whoever reads the ARN finds a value behind it.
    return version.secretArn;
  }
}

import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type VaultArgs, vaultSecret } from "../workloads/vault-secret";

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
    this.arn = args.vault === undefined ? null : vaultSecret(name, this.value, args.vault, this);
    this.registerOutputs({ value: this.value, arn: this.arn });
  }
}

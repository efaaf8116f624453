import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { retentionOptions, type RetentionArgs } from "../../config/retention";
import { type VaultArgs, vaultSecret } from "../../workloads/vault-secret";
import { identityOf, KEY_BYTES, recipientOf } from "./age-key";
import { IDENTITY_ENTRY, IDENTITY_SECRET, selectorOf } from "../../config/recovery-labels";

export interface RecoveryKeyArgs extends RetentionArgs {
  /** Where the drill's pods are. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Another value makes another key; Pulumi refuses while the old one is protected. Plain. */
  readonly generation: string;
  /** Secrets Manager. Plain whether. @default none: the state has it, and the Secret of the drill */
  readonly vault?: VaultArgs;
}

/**
 * The pair of keys of an environment's backups, made once. The private one is in the state, encrypted as
 * all of its secrets, in a Secret that the drill's pods alone mount, and on AWS in Secrets Manager. Whoever
 * loses all of these has lost every backup: people keep it in a safe of their own besides.
 */
export class RecoveryKey extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:RecoveryKey";

  /** `age1…`. No secret. */
  readonly recipient: pulumi.Output<string>;
  /** `AGE-SECRET-KEY-1…`; marked as a secret. */
  readonly identity: pulumi.Output<string>;
  /** What the drill's pods mount. */
  readonly secret: pulumi.Resource;

  constructor(name: string, args: RecoveryKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super(RecoveryKey.__pulumiType, name, {}, opts);
    const kept = { parent: this, ...retentionOptions(args) };
    const { base64 } = new random.RandomBytes(
      `${name}-bytes`,
      { length: KEY_BYTES, keepers: { generation: args.generation } },
      kept,
    );
    this.identity = pulumi.secret(base64.apply(identityOf));
    this.recipient = pulumi.unsecret(base64.apply(recipientOf));
    this.secret = new kubernetes.core.v1.Secret(
      `${name}-identity`,
      {
        // A fixed name: it says in a plan which pods mount it.
        metadata: {
          name: IDENTITY_SECRET,
          namespace: args.namespace,
          labels: { ...args.labels, ...selectorOf("drill") },
        },
        type: "Opaque",
        // A line, as age-keygen writes it.
        stringData: { [IDENTITY_ENTRY]: this.identity.apply((identity) => `${identity}\n`) },
      },
      kept,
    );
    if (args.vault !== undefined) {
      vaultSecret(name, this.identity, { ...args.vault, ...retentionOptions(args) }, this);
    }
    this.registerOutputs({ recipient: this.recipient, identity: this.identity });
  }
}

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { publicKeyOf, readSigningKey } from "../../../lib/signing-key";
import { selectorOf, SIGNING_ENTRY, SIGNING_SECRET } from "../../config/recovery-labels";

export interface DrillSignerArgs {
  /** Where the drill's pods are. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** Another value makes another key; its public one is then committed anew. Plain. */
  readonly generation: string;
}

/** Bytes of a seed of Ed25519: RFC 8032. */
const SEED_BYTES = 32;

/**
 * The key that an environment's drills sign their reports with, made once. It proves who wrote a report
 * and opens nothing: lost or changed, its public key is committed anew, and no data with it.
 */
export class DrillSigner extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:DrillSigner";

  /** `ed25519:…`, for `signers` of stacks/access.yaml. No secret. */
  readonly publicKey: pulumi.Output<string>;
  /** What the drill's pods mount. */
  readonly secret: pulumi.Resource;

  constructor(name: string, args: DrillSignerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DrillSigner.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { base64 } = new random.RandomBytes(
      `${name}-seed`,
      { length: SEED_BYTES, keepers: { generation: args.generation } },
      own,
    );
    this.publicKey = pulumi.unsecret(
      base64.apply((seed) => publicKeyOf(readSigningKey(Buffer.from(seed, "base64"), name))),
    );
    this.secret = new kubernetes.core.v1.Secret(
      `${name}-key`,
      {
        // A fixed name: it says in a plan which pods mount it.
        metadata: {
          name: SIGNING_SECRET,
          namespace: args.namespace,
          labels: { ...args.labels, ...selectorOf("drill") },
        },
        type: "Opaque",
        stringData: { [SIGNING_ENTRY]: pulumi.secret(base64) },
      },
      own,
    );
    this.registerOutputs({ publicKey: this.publicKey });
  }
}

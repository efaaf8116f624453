import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { sha256 } from "../../lib/digest";
import { KEYS_FILE } from "./server-settings";

export interface ServiceKeysArgs {
  /** The service; its Secrets are called after it. Plain. */
  readonly service: string;
  /** Who gets a key. Plain: each is a resource. */
  readonly clients: readonly string[];
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A key for each client of a service. The pods get a file of digests alone; each key is in a Secret
 * of its own, so that a client can be let read its key and no other. A key is encrypted in the state
 * and never printed.
 */
export class ServiceKeys extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:ServiceKeys";

  /** The Secret with the keys file. */
  readonly digestsSecret: pulumi.Output<string>;

  constructor(name: string, args: ServiceKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ServiceKeys.__pulumiType, name, {}, opts);
    const { clients, labels, namespace, service } = args;
    const own = { parent: this };
    const lines = clients.map((client) => {
      // 48 letters and digits: over 280 bits.
      const key = new random.RandomPassword(
        `${name}-${client}`,
        { length: 48, special: false },
        own,
      ).result;
      new kubernetes.core.v1.Secret(
        `${name}-${client}`,
        {
          metadata: { name: `${service}-key-${client}`, namespace, labels: { ...labels } },
          stringData: { key },
        },
        own,
      );
      return key.apply((value) => `${client} sha256:${sha256(value)}\n`);
    });
    const digests = new kubernetes.core.v1.Secret(
      `${name}-digests`,
      {
        metadata: { name: `${service}-keys`, namespace, labels: { ...labels } },
        stringData: { [KEYS_FILE]: pulumi.all(lines).apply((all) => all.join("")) },
      },
      own,
    );
    this.digestsSecret = digests.metadata.name;
    this.registerOutputs({ digestsSecret: this.digestsSecret });
  }
}

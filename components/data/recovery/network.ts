import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type RecoveryPart, selectorOf } from "../../config/recovery-labels";
import type { RecoveryPod } from "./site";

/** Where the pods of a part may go: what they need and their store of backups; nobody calls them. */
export function waysOut(
  name: string,
  part: RecoveryPart,
  pod: RecoveryPod,
  metadata: kubernetes.types.input.meta.v1.ObjectMeta,
  own: { readonly parent: pulumi.Resource },
): kubernetes.networking.v1.NetworkPolicy {
  return new kubernetes.networking.v1.NetworkPolicy(
    `${name}-network`,
    {
      metadata,
      spec: {
        podSelector: { matchLabels: selectorOf(part) },
        policyTypes: ["Ingress", "Egress"],
        egress: pulumi.output(pod.egress).apply((rules) => [...rules, ...pod.store.egress]),
      },
    },
    own,
  );
}

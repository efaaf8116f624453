import type { types } from "@pulumi/kubernetes";
import { ingressFrom, TO_NAMES } from "../workloads/network-rules";
import { SERVER_PORT } from "./server-settings";
import { VLLM_PORT } from "./vllm-settings";

type Egress = types.input.networking.v1.NetworkPolicyEgressRule;

/**
 * In: the gateway and Prometheus, at the server's port. Out: names and the artifact store, where
 * something has to be fetched; a service that serves its baseline alone calls nobody. Tracking is not
 * in it: everything that a pod needs to know of a run is in the artifact's manifest.
 */
export function networkRules(facts: {
  /** Namespaces that call the pods. */
  readonly from: readonly string[];
  /** The way to the artifact store; none where nothing is fetched. */
  readonly toStorage: readonly Egress[];
  /** The way to the language model. @default none: there is none */
  readonly toModel?: readonly Egress[];
}): Pick<types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress"> {
  const ingress = ingressFrom(facts.from, SERVER_PORT);
  // Absent, not empty: an API server drops an empty list, and every apply would bring it again. With
  // "Egress" among the policy's types, no rule means that nothing goes out.
  const out = [...facts.toStorage, ...(facts.toModel ?? [])];
  if (out.length === 0) return { ingress };
  return { ingress, egress: [TO_NAMES, ...out] };
}

/**
 * Of a language model. In: the service's own pods, at its port. Out: names and the artifact store, for
 * the weights. On AWS the way to the store is every address at 443, so that the rule alone keeps no pod
 * from a public hub; the server is told to ask none.
 */
export function vllmRules(facts: {
  /** What selects the pods that ask. */
  readonly askedBy: Readonly<Record<string, string>>;
  readonly toStorage: readonly Egress[];
}): Pick<types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress"> {
  return {
    ingress: [
      {
        // Without a namespace selector: pods of the policy's own namespace.
        from: [{ podSelector: { matchLabels: { ...facts.askedBy } } }],
        ports: [{ protocol: "TCP", port: VLLM_PORT }],
      },
    ],
    egress: [TO_NAMES, ...facts.toStorage],
  };
}

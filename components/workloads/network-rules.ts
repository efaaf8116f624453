import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type Ingress = types.input.networking.v1.NetworkPolicyIngressRule;
type Egress = types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = types.input.networking.v1.NetworkPolicyPeer;

/** The label that Kubernetes itself puts on every namespace. */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** All pods of some namespaces, each named once, in one order whatever the given one. */
export function podsOf(namespaces: readonly string[]): Peer[] {
  return [...new Set(namespaces)].sort().map((namespace) => ({
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
  }));
}

/** Pods of these namespaces, at one port. The kubelet's probes need no rule. */
export function ingressFrom(namespaces: readonly string[], port: number): Ingress[] {
  return [{ from: podsOf(namespaces), ports: [{ protocol: "TCP", port }] }];
}

/** Pods of one namespace with these labels, at one port. */
export function ingressFromPods(
  {
    namespace,
    selector,
  }: { readonly namespace: string; readonly selector: Readonly<Record<string, string>> },
  port: number,
): Ingress {
  return {
    from: [
      {
        namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
        podSelector: { matchLabels: { ...selector } },
      },
    ],
    ports: [{ protocol: "TCP", port }],
  };
}

/** The cluster's name servers. */
export const TO_NAMES: Egress = {
  to: [
    {
      namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/**
 * AWS over TLS. S3 behind a gateway endpoint has public addresses, and no policy can name them; the
 * instance metadata service and its credentials are not among what this opens.
 */
export const TO_AWS: Egress = {
  to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
  ports: [{ protocol: "TCP", port: 443 }],
};

/**
 * The agent on the node that hands out credentials.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export const TO_POD_IDENTITY: Egress = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
  ports: [{ protocol: "TCP", port: 80 }],
};

/** Pods of one namespace, at the port that they listen on, which a Service may give another number. */
export function toPods(
  pods: {
    readonly namespace: pulumi.Input<string>;
    readonly selector: Readonly<Record<string, string>>;
  },
  port: pulumi.Input<number>,
): Egress {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: pods.namespace } },
        podSelector: { matchLabels: { ...pods.selector } },
      },
    ],
    ports: [{ protocol: "TCP", port }],
  };
}

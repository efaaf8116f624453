import type { types } from "@pulumi/kubernetes";
import { MLFLOW_PORT } from "./server-settings";

type Ingress = types.input.networking.v1.NetworkPolicyIngressRule;
type Egress = types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = types.input.networking.v1.NetworkPolicyPeer;

/** The label that Kubernetes itself puts on every namespace. */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** Pods of these namespaces, at the server's port. The kubelet's probes need no rule. */
export function ingressFrom(namespaces: readonly string[]): Ingress[] {
  const from: Peer[] = [...new Set(namespaces)].sort().map((namespace) => ({
    namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
  }));
  return [{ from, ports: [{ protocol: "TCP", port: MLFLOW_PORT }] }];
}

/** Names, the database's subnets, AWS over TLS, and the agent that hands out credentials. */
export function egressTo(databaseCidrs: readonly string[], databasePort: number): Egress[] {
  return [
    {
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
    },
    {
      to: [...databaseCidrs].sort().map((cidr) => ({ ipBlock: { cidr } })),
      ports: [{ protocol: "TCP", port: databasePort }],
    },
    {
      // S3 behind a gateway endpoint has public addresses, and no policy can name them; the instance
      // metadata service and its credentials are not among what this opens.
      to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
      ports: [{ protocol: "TCP", port: 443 }],
    },
    {
      // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
      to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
      ports: [{ protocol: "TCP", port: 80 }],
    },
  ];
}

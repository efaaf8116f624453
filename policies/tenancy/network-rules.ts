import { type Report, resourceRule } from "../engine/rule";
import { NETWORK_POLICY } from "../reading/objects";

interface Peer {
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: object;
  readonly podSelector?: object;
}

interface PolicyProps {
  readonly spec?: {
    readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
    readonly egress?: readonly {
      readonly to?: readonly Peer[];
      readonly ports?: readonly object[];
    }[];
  };
}

/** Everywhere, and what must be excepted from it: where nodes ask for their rights in AWS. */
const METADATA: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
  "0.0.0.0/0": "169.254.0.0/16",
  "::/0": "fd00:ec2::/32",
};

/**
 * What a network policy lets through. Egress to addresses that no policy can name (S3's, a registry's)
 * is open in the address, so it must be narrow in the port.
 */
export const networkRules = resourceRule<PolicyProps>({
  id: "tenancy-network-rules",
  checks: ["K8S-10"],
  severity: "high",
  level: "posture",
  description:
    "Network policies let nobody in from everywhere, and nobody out to everywhere on every port or to the instance metadata service.",
  why: "A policy that lets everything through looks like protection and is none; the metadata service gives a pod the rights of its node.",
  remediation:
    "Name the namespaces and pods, as ingressFrom and toPods of components/workloads/network-rules.ts do. For AWS take TO_AWS there: port 443, without the metadata service.",
  controls: ["NSA C-0030", "NSA C-0054"],
  types: [NETWORK_POLICY],
  check: ({ props: { spec } }, report) => {
    for (const { from = [] } of spec?.ingress ?? []) {
      if (from.length > 0 && !from.some(isEverybody)) continue;
      report(
        "ingress is open to every pod and address; expected the namespaces and pods that connect. Use ingressFrom.",
      );
    }
    for (const { to = [], ports = [] } of spec?.egress ?? []) {
      const open = to.filter(isEverybody);
      if (to.length > 0 && open.length === 0) continue;
      if (ports.length === 0) {
        report(
          "egress is open to every pod and address on every port; expected the ports that are needed. Use TO_AWS or toPods.",
        );
      }
      if (to.length === 0 || open.some(reachesMetadata)) reportMetadata(report);
    }
  },
});

function reportMetadata(report: Report): void {
  report(
    "egress reaches the instance metadata service; expected 169.254.0.0/16 to be excepted. Use TO_AWS.",
  );
}

/** All addresses, or all pods of all namespaces. */
function isEverybody({ ipBlock, namespaceSelector, podSelector }: Peer): boolean {
  if (ipBlock !== undefined) return ipBlock.cidr !== undefined && ipBlock.cidr in METADATA;
  return (
    namespaceSelector !== undefined &&
    Object.keys(namespaceSelector).length === 0 &&
    Object.keys(podSelector ?? {}).length === 0
  );
}

function reachesMetadata({ ipBlock }: Peer): boolean {
  const service = METADATA[ipBlock?.cidr ?? ""];
  return service !== undefined && ipBlock?.except?.includes(service) !== true;
}

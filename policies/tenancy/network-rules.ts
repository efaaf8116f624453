import { BlockList, isIP } from "node:net";
import { type Report, resourceRule } from "../engine/rule";
import { NETWORK_POLICY } from "../reading/objects";
import { isEverybody as isWide } from "../reading/ranges";
import type { Selector } from "../reading/selector";

interface Peer {
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
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

/**
 * Where nodes ask for their rights in AWS.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
const METADATA = ["169.254.169.254", "fd00:ec2::254"];

/**
 * The label that every namespace has, so that asking for it asks for nothing.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
 */
const EVERY_NAMESPACE = "kubernetes.io/metadata.name";

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
      const open = to.length === 0 || to.some(isEverybody);
      if (open && ports.length === 0) {
        report(
          "egress is open to every pod and address on every port; expected the ports that are needed. Use TO_AWS or toPods.",
        );
      }
      if (to.length === 0 || to.some(reachesMetadata)) reportMetadata(report);
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
  if (ipBlock !== undefined) return ipBlock.cidr !== undefined && isWide(ipBlock.cidr);
  return (
    namespaceSelector !== undefined && meansAll(namespaceSelector) && meansAll(podSelector ?? {})
  );
}

/** Does a selector ask for nothing that not every namespace has? */
function meansAll({ matchLabels = {}, matchExpressions = [] }: Selector): boolean {
  return (
    Object.keys(matchLabels).length === 0 &&
    matchExpressions.every(({ key, operator }) => key === EVERY_NAMESPACE && operator === "Exists")
  );
}

function reachesMetadata({ ipBlock: { cidr = "", except = [] } = {} }: Peer): boolean {
  return METADATA.some(
    (address) => holds(cidr, address) && !except.some((range) => holds(range, address)),
  );
}

/** Is an address in a range? What is no range holds none: the API server refuses it. */
function holds(range: string, address: string): boolean {
  const [start = "", prefix = ""] = range.split("/");
  const version = isIP(start);
  const bits = Number(prefix);
  if (version === 0 || version !== isIP(address) || prefix === "") return false;
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(start, bits, family);
  return list.check(address, family);
}

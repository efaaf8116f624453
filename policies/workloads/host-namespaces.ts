import { podRule } from "../reading/pod-rule";

const NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"] as const;

/** Pod Security Standards, baseline: "Host Namespaces". */
export const hostNamespaces = podRule({
  id: "workloads-host-namespaces",
  checks: ["K8S-2"],
  severity: "critical",
  level: "always",
  description: "No pod shares its node's network, processes or memory.",
  why: "On the node's network a pod is outside every network policy and can ask for the node's rights in AWS; among its processes it reads the secrets of all others.",
  remediation:
    "Take hostNetwork, hostPID and hostIPC out of the pod's spec. Give it a Service to be reached by, and a network policy.",
  controls: ["CIS EKS 4.2.2", "CIS EKS 4.2.3", "CIS EKS 4.2.4", "NSA C-0038", "NSA C-0041"],
  check: ({ spec }, report) => {
    const shared = NAMESPACES.filter((one) => spec[one] === true);
    if (shared.length === 0) return;
    report(
      `the pod shares ${shared.join(", ")} with its node; expected none of them. Take ${shared.length === 1 ? "it" : "them"} out of its spec.`,
    );
  },
});

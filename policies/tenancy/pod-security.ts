import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";
import { NAMESPACE, type ObjectProps } from "../reading/objects";

const LABEL = "pod-security.kubernetes.io/enforce";

const GPU_SOFTWARE =
  "The device plugin and the DCGM exporter mount kubelet's sockets (policies/workloads/host-paths.ts), which no other level admits: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline.";

const config = z.strictObject({
  allowed: allowances("The namespace and its level, as in `gpu-system privileged`.", [
    { component: "towpath:platform:Compute", what: "gpu-system privileged", reason: GPU_SOFTWARE },
    {
      component: "towpath:platform:ExistingCluster",
      what: "gpu-system privileged",
      reason: GPU_SOFTWARE,
    },
  ]),
});

/** The API server's own stop, for what does not come through this program. */
export const podSecurity = resourceRule<ObjectProps, { readonly allowed: readonly Allowance[] }>({
  id: "tenancy-pod-security",
  checks: ["K8S-1", "K8S-7"],
  severity: "high",
  level: "posture",
  description:
    "Every namespace enforces the Pod Security Standard `restricted`, except the one of the GPU software.",
  why: "What this pack judges comes through the program. The label makes the API server judge the rest too: pods by kubectl, by a controller or by a chart.",
  remediation:
    'Make the namespace with components/composed/namespace.ts and level "restricted". Software that needs more gets a namespace of its own and a line with its reason in policies/tenancy/pod-security.ts.',
  controls: ["CIS EKS 4.2.1", "NSA C-0055"],
  types: [NAMESPACE],
  config,
  check: ({ urn, props }, report, { config: { allowed } }) => {
    const level = props.metadata?.labels?.[LABEL];
    if (level === "restricted") return;
    if (level !== undefined && allows(allowed, urn, `${props.metadata?.name ?? ""} ${level}`)) {
      return;
    }
    report(
      `label ${LABEL} ${level === undefined ? "is missing" : `is ${level}`}; expected restricted. Make the namespace with components/composed/namespace.ts.`,
    );
  },
});

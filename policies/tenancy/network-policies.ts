import { z } from "zod";
import { stackRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";
import {
  NAMESPACE,
  NETWORK_POLICY,
  type ObjectProps,
  placeOf,
  placeOfNamespace,
  RELEASES,
} from "../reading/objects";

const config = z.strictObject({
  allowed: allowances("The namespace, by name.", [
    {
      component: "towpath:platform:ModelServing",
      what: "gateway",
      reason:
        "Its pods are Envoy Gateway's: a chart makes the controller, and the controller makes the proxies. No policy for them has been tried on a cluster yet.",
    },
  ]),
});

/**
 * CIS EKS 4.3.2 for pods that only a chart makes: network-isolation.ts judges the workloads of the
 * program, and sees none in a namespace like that.
 */
export const networkPolicies = stackRule<{ readonly allowed: readonly Allowance[] }>({
  id: "tenancy-network-policies",
  checks: ["K8S-10"],
  severity: "medium",
  level: "posture",
  description: "A namespace that a chart puts pods into has a network policy.",
  why: "What a chart makes, nobody here reviewed pod by pod; without a policy it reaches every team's pods and every database.",
  remediation:
    "Declare a NetworkPolicy in the chart's namespace beside the Release, for all its pods (`podSelector: {}`) and both policyTypes.",
  controls: ["CIS EKS 4.3.2", "NSA C-0054"],
  config,
  check: (stack, report, { config: { allowed } }) => {
    const guarded = new Set(
      stack.ofType<ObjectProps>(NETWORK_POLICY).map((policy) => placeOf(stack, policy)),
    );
    const charts = new Set<string>();
    stack.each<ObjectProps>(RELEASES, (release) => {
      charts.add(placeOf(stack, release));
    });
    stack.each<ObjectProps>(NAMESPACE, (namespace) => {
      const place = placeOfNamespace(namespace);
      if (!charts.has(place) || guarded.has(place) || allows(allowed, namespace.urn, place)) return;
      report(
        namespace,
        "a chart puts pods here and there is no network policy; expected one for all pods. Declare a NetworkPolicy with an empty podSelector.",
      );
    });
  },
});

import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import { NETWORK_POLICY, type ObjectProps, placeOf } from "../reading/objects";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";
import { type Selector, selects } from "../reading/selector";

type PolicyProps = ObjectProps & {
  readonly spec?: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[];
    readonly egress?: readonly unknown[];
  };
};

const DIRECTIONS = ["Ingress", "Egress"] as const;

/** Kyverno's `require-netpol`, for the pods instead of the namespace: a policy that means others is none. */
export const networkIsolation = stackRule({
  id: "tenancy-network-isolation",
  checks: ["K8S-10"],
  severity: "high",
  level: "posture",
  description:
    "The pods of every workload are selected by network policies of their namespace, for both directions.",
  why: "Kubernetes lets every pod talk to every other until a policy selects it: one container that was broken into then reaches the database, the tracking server and every team.",
  remediation:
    "Declare a NetworkPolicy beside the workload, with its labels as podSelector and both policyTypes; components/workloads/network-rules.ts has the rules to put into it.",
  controls: ["CIS EKS 4.3.2", "CIS EKS 5.4.4", "NSA C-0030", "NSA C-0054"],
  check: (stack, report) => {
    const policies = stack.ofType<PolicyProps>(NETWORK_POLICY);
    stack.each<WorkloadProps>(WORKLOADS, (workload) => {
      const pods = podsOf(workload);
      if (pods === undefined) return;
      const found = directions(stack, workload, pods.metadata?.labels ?? {}, policies);
      const open = DIRECTIONS.filter((direction) => !found.has(direction));
      if (open.length === 0) return;
      report(
        workload,
        `no network policy of its namespace selects its pods for ${open.join(" and ").toLowerCase()}; expected one for both directions. Declare a NetworkPolicy with its labels as podSelector.`,
      );
    });
  },
});

/** The directions in which policies select these pods. */
function directions(
  stack: Stack,
  workload: StackResource<WorkloadProps>,
  labels: Readonly<Record<string, string>>,
  policies: readonly StackResource<PolicyProps>[],
): Set<string> {
  const place = placeOf(stack, workload);
  const found = new Set<string>();
  for (const policy of policies) {
    if (placeOf(stack, policy) !== place) continue;
    const spec = policy.props.spec;
    if (!selects(spec?.podSelector ?? {}, labels)) continue;
    // What Kubernetes takes where nothing is said: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    const types = spec?.policyTypes ?? [
      "Ingress",
      ...(spec?.egress === undefined ? [] : ["Egress"]),
    ];
    for (const type of types) found.add(type);
  }
  return found;
}

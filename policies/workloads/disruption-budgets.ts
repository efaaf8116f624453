import { known } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { ObjectProps } from "../reading/objects";
import type { WorkloadProps } from "../reading/pods";
import { leastReplicas, REPLICATED, selecting } from "../reading/replicas";
import type { Selector } from "../reading/selector";

type BudgetProps = ObjectProps & {
  readonly spec?: {
    readonly selector?: Selector;
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
  };
};

/** Kyverno's `require-pdb`, and gatekeeper's `poddisruptionbudget` for budgets that stop a drain for good. */
export const disruptionBudgets = stackRule({
  id: "workloads-disruption-budgets",
  checks: ["K8S-10"],
  severity: "medium",
  level: "posture",
  description:
    "A workload of two or more pods has one disruption budget, which lets a drain take a pod at a time.",
  why: "Without a budget an upgrade of the nodes takes all pods at once; with one that allows none, or with two, no node under them can be drained any more.",
  remediation:
    "Declare a PodDisruptionBudget with the workload's labels and `maxUnavailable: 1` beside it, as components/serving/model-version.ts does.",
  check: (stack, report) => {
    const budgets = stack.ofType<BudgetProps>("kubernetes:policy/v1:PodDisruptionBudget");
    stack.each<WorkloadProps>(REPLICATED, (workload) => {
      const own = selecting(stack, workload, budgets, ({ spec }) => spec?.selector ?? {});
      const count = known(() => leastReplicas(stack, workload));
      for (const budget of own) {
        if (!isStuck(budget.props, typeof count === "number" ? count : undefined)) continue;
        report(
          budget,
          "no pod may ever be taken away, so no node under them can be drained; expected maxUnavailable: 1. Write that.",
        );
      }
      if (own.length > 1) {
        report(
          workload,
          `${own.length} disruption budgets select its pods, and no pod in two can be evicted; expected one. Take the others away.`,
        );
      }
      if (own.length > 0 || leastReplicas(stack, workload) < 2) return;
      report(
        workload,
        "no disruption budget selects its pods; expected one with maxUnavailable: 1. Declare a PodDisruptionBudget.",
      );
    });
  },
});

function isStuck({ spec }: BudgetProps, replicas: number | undefined): boolean {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable === 0 || maxUnavailable === "0" || maxUnavailable === "0%") return true;
  if (minAvailable === "100%") return true;
  return typeof minAvailable === "number" && replicas !== undefined && minAvailable >= replicas;
}

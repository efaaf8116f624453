import { stackRule } from "../engine/rule";
import { type AccountProps, accountOf, SERVICE_ACCOUNT } from "../reading/accounts";
import { placeOf } from "../reading/objects";
import { known, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";

const BINDINGS = [
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
];

type BindingProps = {
  readonly subjects?: readonly {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
  }[];
};

/** CKV_K8S_38 for pods and accounts; a token whose account may do something is what it is for. */
export const accountTokens = stackRule({
  id: "workloads-account-tokens",
  checks: ["K8S-8"],
  severity: "medium",
  level: "posture",
  description:
    "Service accounts mount no API token by themselves, and only pods whose account has rights in the cluster mount one.",
  why: "A token in a pod that never asks the API server is good for one thing: whoever breaks in asks the API server with it.",
  remediation:
    "Write `automountServiceAccountToken: false` in the ServiceAccount and the pod's spec; a pod that needs the API says true itself, beside a RoleBinding for its account.",
  controls: ["CIS EKS 4.1.6", "NSA C-0034"],
  check: (stack, report) => {
    stack.each<AccountProps>(SERVICE_ACCOUNT, (account) => {
      if (account.props.automountServiceAccountToken === false) return;
      report(
        account,
        "every pod with this account gets an API token; expected automountServiceAccountToken: false. Write that.",
      );
    });
    stack.each<WorkloadProps>(WORKLOADS, (workload) => {
      const spec = podsOf(workload)?.spec;
      const own = spec?.automountServiceAccountToken;
      if (spec === undefined || own === false) return;
      const { declared } = accountOf(stack, workload);
      if (own === undefined && declared?.props.automountServiceAccountToken === false) return;
      if (declared !== undefined && hasRights(stack, declared)) return;
      report(
        workload,
        "its pods mount an API token of an account without rights in the cluster; expected automountServiceAccountToken: false. Write that in the pod's spec.",
      );
    });
  },
});

/** Does a binding of the program name this account? */
function hasRights(stack: Stack, account: StackResource<AccountProps>): boolean {
  const place = placeOf(stack, account);
  const name = known(() => account.props.metadata?.name);
  return BINDINGS.flatMap((type) => [...stack.ofType<BindingProps>(type)]).some((binding) => {
    if (binding.propertyDependencies.subjects?.includes(account) === true) return true;
    return (binding.props.subjects ?? []).some(
      (subject) =>
        name !== UNKNOWN &&
        name !== undefined &&
        subject.kind === "ServiceAccount" &&
        known(() => subject.name) === name &&
        known(() => subject.namespace) === place,
    );
  });
}

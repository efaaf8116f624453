import { known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { certain } from "./grants";
import { type BindingProps, BINDINGS, ROLES } from "./rbac";

/** The role of Kubernetes' own that may do everything. */
const CLUSTER_ADMIN = "cluster-admin";

/** Nobody is bound to cluster-admin. Kyverno restrict-binding-clusteradmin. */
export const rbacClusterAdmin = stackRule({
  id: "identity-rbac-cluster-admin",
  checks: ["K8S-9"],
  severity: "critical",
  level: "always",
  controls: ["CIS EKS 4.1.1", "NSA C-0035"],
  description: "No binding in the cluster refers to cluster-admin.",
  why: "Its holder reads every Secret and runs anything on every node. The deployer has it through its access entry, which a person reviews; a binding outlives the reason that it was made for.",
  remediation:
    "Write a ClusterRole or Role with the rights that are needed, as components/nodes/autoscaler-policy.ts does, and bind that.",
  check: (stack, report) => {
    stack.each<BindingProps>(BINDINGS, (binding) => {
      const name = known(() => binding.props.roleRef?.name);
      if (name === UNKNOWN && bindsOwnRole(binding as StackResource)) return;
      if (certain(name, "roleRef.name") === CLUSTER_ADMIN) {
        report(
          binding as StackResource,
          "it binds cluster-admin. Bind a role with the rights that are needed.",
        );
      }
    });
  },
});

/** A role that this stack makes, whose name Kubernetes has still to hear, is judged by itself. */
function bindsOwnRole({ propertyDependencies }: StackResource): boolean {
  return (propertyDependencies.roleRef ?? []).some(({ type }) => ROLES.includes(type));
}

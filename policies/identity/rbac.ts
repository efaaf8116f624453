/** One rule of a Role or ClusterRole. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs?: readonly string[];
}

/** Inputs of a Role or ClusterRole. */
export interface RoleProps {
  readonly rules?: readonly PolicyRule[];
}

/** Inputs of a RoleBinding or ClusterRoleBinding. */
export interface BindingProps {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
  }[];
}

const V1 = "kubernetes:rbac.authorization.k8s.io/v1";

export const CLUSTER_ROLES = [`${V1}:ClusterRole`, `${V1}:ClusterRolePatch`];
export const ROLES = [...CLUSTER_ROLES, `${V1}:Role`, `${V1}:RolePatch`];
export const CLUSTER_BINDINGS = [`${V1}:ClusterRoleBinding`, `${V1}:ClusterRoleBindingPatch`];
export const ROLE_BINDINGS = [`${V1}:RoleBinding`, `${V1}:RoleBindingPatch`];
export const BINDINGS = [...CLUSTER_BINDINGS, ...ROLE_BINDINGS];

/** `Rule 2`, as people count. */
export const ruleName = (index: number) => `Rule ${index + 1}`;

import type { Rule } from "../engine/rule";
import { clusterAdmins } from "./cluster-admins";
import { managedPolicies } from "./managed-policies";
import { noUsers } from "./no-users";
import { podBoundary } from "./pod-boundary";
import { podRole } from "./pod-role";
import { podTrust } from "./pod-trust";
import { privilegeEscalation } from "./privilege-escalation";
import { publicResourcePolicies } from "./public-resource-policies";
import { rbacClusterAdmin } from "./rbac-cluster-admin";
import { rbacEscalation } from "./rbac-escalation";
import { rbacSecrets } from "./rbac-secrets";
import { rbacSubjects } from "./rbac-subjects";
import { rbacWildcards } from "./rbac-wildcards";
import { trustedPrincipals } from "./trusted-principals";
import { webIdentityTrust } from "./web-identity-trust";
import { wildcardActions } from "./wildcard-actions";
import { wildcardResources } from "./wildcard-resources";

/** Who may do what, in AWS and in the cluster. */
export const IDENTITY_RULES: readonly Rule[] = [
  wildcardActions,
  wildcardResources,
  privilegeEscalation,
  managedPolicies,
  clusterAdmins,
  trustedPrincipals,
  podTrust,
  podBoundary,
  podRole,
  webIdentityTrust,
  noUsers,
  publicResourcePolicies,
  rbacWildcards,
  rbacEscalation,
  rbacClusterAdmin,
  rbacSubjects,
  rbacSecrets,
];

import type { Rule } from "../engine/rule";
import { clusterAdmins } from "./cluster-admins";
import { managedPolicies } from "./managed-policies";
import { podTrust } from "./pod-trust";
import { privilegeEscalation } from "./privilege-escalation";
import { trustedPrincipals } from "./trusted-principals";
import { wildcardActions } from "./wildcard-actions";
import { wildcardResources } from "./wildcard-resources";

export const IDENTITY_RULES: readonly Rule[] = [
  wildcardActions,
  wildcardResources,
  privilegeEscalation,
  managedPolicies,
  clusterAdmins,
  trustedPrincipals,
  podTrust,
];

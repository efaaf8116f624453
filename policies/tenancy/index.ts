import type { Rule } from "../engine/rule";
import { namespaces } from "./namespaces";
import { networkIsolation } from "./network-isolation";
import { networkPolicies } from "./network-policies";
import { networkRules } from "./network-rules";
import { podSecurity } from "./pod-security";
import { podSecurityVersion } from "./pod-security-version";

export const TENANCY_RULES: readonly Rule[] = [
  namespaces,
  podSecurity,
  podSecurityVersion,
  networkIsolation,
  networkPolicies,
  networkRules,
];

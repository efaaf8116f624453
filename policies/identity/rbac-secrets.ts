import { z } from "zod";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import { listed } from "./grants";
import {
  CLUSTER_BINDINGS,
  CLUSTER_ROLES,
  type PolicyRule,
  type RoleProps,
  ROLE_BINDINGS,
  ruleName,
} from "./rbac";

interface Config {
  readonly allowed: readonly { readonly component: string; readonly reason: string }[];
}

/**
 * Each of them shows what Secrets contain.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
 */
const READS = ["get", "list", "watch"];

/** Secrets are read where they are needed, not everywhere. */
export const rbacSecrets = stackRule<Config>({
  id: "identity-rbac-secrets",
  checks: ["K8S-9"],
  severity: "high",
  level: "posture",
  controls: ["CIS EKS 4.1.2"],
  description: "No role reads the Secrets of all namespaces.",
  why: "Such a role holds every team's passwords, and with the token of a stronger account everything else; listing and watching show the contents too.",
  remediation:
    "Bind the role with a RoleBinding in each namespace that is meant, or name the Secrets in resourceNames.",
  config: z.object({
    allowed: z
      .array(z.object({ component: z.string(), reason: z.string() }))
      .default([])
      .describe("Components whose roles may read all Secrets: their type, and why"),
  }),
  check: (stack, report, { config }) => {
    const components = new Set(config.allowed.map(({ component }) => component));
    stack.each<RoleProps>(CLUSTER_ROLES, (role) => {
      if (role.parent !== undefined && components.has(role.parent.type)) return;
      const at = role as StackResource;
      if (isOnlyForNamespaces(stack, at)) return;
      for (const [index, rule] of (role.props.rules ?? []).entries()) {
        const verbs = readsSecrets(rule);
        if (verbs.length > 0) {
          report(
            at,
            `${ruleName(index)} allows ${listed(verbs)} on the Secrets of every namespace. Bind it in the namespaces that are meant, or name the Secrets.`,
          );
        }
      }
    });
  },
});

/** What a rule reads of Secrets that it does not name. Wildcards are another rule's. */
function readsSecrets({ resourceNames = [], resources = [], verbs = [] }: PolicyRule): string[] {
  if (!resources.includes("secrets")) return [];
  // Kubernetes holds lists and watches to resourceNames too, by the request's field selector:
  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
  return resourceNames.length > 0 ? [] : verbs.filter((verb) => READS.includes(verb));
}

/** Bound in this stack, and only inside namespaces. One that nothing here binds may be bound anyhow. */
function isOnlyForNamespaces(stack: Stack, role: StackResource): boolean {
  const bound = (types: readonly string[]) =>
    types.some((type) => stack.partsOf(role, type, "roleRef").length > 0);
  return bound(ROLE_BINDINGS) && !bound(CLUSTER_BINDINGS);
}

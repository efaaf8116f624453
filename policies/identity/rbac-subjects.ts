import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { listed } from "./grants";
import { type BindingProps, BINDINGS } from "./rbac";

interface Config {
  readonly everybody: readonly string[];
}

/**
 * Kubernetes' own names for everybody, for those who are nobody, and for those whom no role limits.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
 */
const EVERYBODY = [
  "system:anonymous",
  "system:unauthenticated",
  "system:authenticated",
  "system:serviceaccounts",
  "system:masters",
];

/** Rights are for somebody. */
export const rbacSubjects = resourceRule<BindingProps, Config>({
  id: "identity-rbac-subjects",
  checks: ["K8S-9"],
  severity: "critical",
  level: "always",
  controls: ["CIS EKS 4.1.1"],
  description:
    "No binding gives rights to everybody, to those who did not sign in, or to system:masters.",
  why: "What system:unauthenticated may do, anybody who reaches the API server may do; what system:serviceaccounts may do, every pod may do. Nothing can take rights from system:masters again.",
  remediation:
    "Bind a service account by name and namespace, or a group of people that stacks/access.yaml knows.",
  config: z.object({
    everybody: z
      .array(z.string())
      .default(EVERYBODY)
      .describe("Users and groups that nothing is bound to"),
  }),
  types: BINDINGS,
  check: ({ props }, report, { config }) => {
    const found = (props.subjects ?? [])
      .filter(({ kind }) => kind !== "ServiceAccount")
      .map(({ name = "" }) => name)
      .filter((name) => config.everybody.includes(name));
    if (found.length > 0) {
      report(`it gives rights to ${listed(found)}. Name a service account or a group of people.`);
    }
  },
});

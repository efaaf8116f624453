import { UNKNOWN } from "../engine/known";
import { type ReportAt, stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { allowing, certain, listed } from "./grants";
import { ROLE, trustsPods, type TrustProps, wanted } from "./trust";

interface AssociationProps {
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly roleArn?: unknown;
}

/** What an association and its role's trust must agree on. */
const AGREE = [
  { input: "namespace", key: "aws:RequestTag/kubernetes-namespace", what: "namespace" },
  {
    input: "serviceAccount",
    key: "aws:RequestTag/kubernetes-service-account",
    what: "service account",
  },
] as const;

/** Pods get the role that was made for them. */
export const podRole = stackRule({
  id: "identity-pod-role",
  checks: ["IAM-3"],
  severity: "high",
  level: "always",
  controls: ["CIS EKS 5.2.1"],
  description:
    "A Pod Identity association lends a role to the namespace and service account that the role trusts.",
  why: "Pods of another association get no credentials, and say so only when they first call AWS; or they get rights that were meant for others.",
  remediation:
    "Use the component `PodIdentity`, which makes the role and its association together, or give both the same namespace and service account.",
  check: (stack, report) => {
    stack.each<AssociationProps>(
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      (association) => {
        const role = stack.source(association as StackResource, "roleArn", ROLE);
        // A role from elsewhere is judged where it is made.
        if (role !== undefined) judge(association, role, report);
      },
    );
  },
});

function judge(
  association: StackResource<AssociationProps>,
  role: StackResource<TrustProps>,
  report: ReportAt,
): void {
  const statements = allowing(role.props.assumeRolePolicy).filter(trustsPods);
  const at = association as StackResource;
  if (statements.length === 0) {
    report(
      at,
      `its role ${purposeOf(role)} does not trust pods.eks.amazonaws.com. Add \`podIdentityTrust\` to the role.`,
    );
    return;
  }
  for (const { input, key, what } of AGREE) {
    const asked = statements.map((statement) => wanted(statement, key).map(({ value }) => value));
    // A statement that asks for nothing trusts any: identity-pod-trust says so.
    if (asked.some((values) => values.length === 0)) continue;
    const given = association.props[input] ?? "";
    const values = asked.flat();
    const known = values.filter((value) => value !== UNKNOWN);
    if (known.includes(given)) continue;
    for (const value of values) certain(value, what);
    report(
      at,
      `it lends the role ${purposeOf(role)} to the ${what} ${given}; the role trusts ${listed(known)}. Name the same in both.`,
    );
  }
}

/** `"triage-role" (Artifacts that triage serves)`. */
function purposeOf({ name, props }: StackResource<TrustProps>): string {
  const { description } = props as { readonly description?: string };
  return description === undefined ? `"${name}"` : `"${name}" (${description})`;
}

import { UNKNOWN } from "../engine/known";
import { type Report, resourceRule } from "../engine/rule";
import type { Statement } from "../reading/documents";
import { onlyWildcards } from "./actions";
import { allowing, called, certain } from "./grants";
import { ROLE, type TrustProps } from "./trust";

/** `arn:aws:iam::111122223333:root`, or the account's number alone. */
const ACCOUNT = /^(?:arn:[^:]*:iam::\d{12}:root|\d{12})$/;

/** A role is for somebody. CKV_AWS_60, CKV_AWS_61. */
export const trustedPrincipals = resourceRule<TrustProps>({
  id: "identity-trusted-principals",
  checks: ["IAM-3"],
  severity: "critical",
  level: "always",
  controls: ["CIS AWS 2.21"],
  description: "A role's trust policy names the services, roles or accounts that may take it.",
  why: "A role that anybody may take is open to every AWS account there is; one that a whole account may take is open to whoever has any right to assume roles there.",
  remediation:
    "Name a service (`serviceTrust` of lib/iam-policy.ts), a service account's pods (`podIdentityTrust`) or a role's ARN as Principal. An account needs a condition, such as `aws:PrincipalArn` or `sts:ExternalId`.",
  types: [ROLE],
  check: ({ props }, report) => {
    const statements = allowing(props.assumeRolePolicy);
    for (const statement of statements) judge(statement, report);
    for (const { conditions, principals } of statements) {
      // With a condition every account may be named; without one the name decides.
      if (Object.keys(conditions).length > 0) continue;
      for (const { name } of principals) certain(name, "Principal");
    }
  },
});

function judge(statement: Statement, report: Report): void {
  const { notPrincipals, principals } = statement;
  if (notPrincipals.length > 0) {
    report(
      `${called(statement)} trusts everybody but NotPrincipal. Name who may take the role in Principal.`,
    );
  }
  for (const { kind, name } of principals) {
    if (name === UNKNOWN) continue;
    if (kind === "*" || (kind === "AWS" && name.includes("*"))) {
      report(
        `${called(statement)} trusts ${name}, in any account. Name the service or the role that may take it.`,
      );
    } else if (kind === "AWS" && ACCOUNT.test(name) && !isLimited(statement)) {
      report(
        `${called(statement)} trusts all of account ${accountOf(name)}. Name a role of it, or add a condition.`,
      );
    }
  }
}

/** Does a condition ask for something? One that takes whatever there is asks for nothing. */
function isLimited({ conditions }: Statement): boolean {
  return Object.values(conditions)
    .flatMap((keys) => Object.values(keys))
    .some((values) => values.some((one) => one === UNKNOWN || !onlyWildcards(one)));
}

/** The number in `arn:aws:iam::111122223333:root`. */
const accountOf = (name: string) => name.split(":")[4] ?? name;

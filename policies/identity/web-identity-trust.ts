import { resourceRule } from "../engine/rule";
import type { Statement } from "../reading/documents";
import { UNKNOWN } from "../engine/known";
import { isServiceWide, matches } from "./actions";
import { allowing, called, knownOf } from "./grants";
import { isNamed, ROLE, type TrustProps, type Wanted, wanted } from "./trust";

/** Signs in with a token of an OpenID Connect provider: a CI system, another cluster. */
const WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity";

/**
 * What subjects begin with before they name anything: GitHub's `repo:org/repo:…`, Kubernetes'
 * `system:serviceaccount:namespace:name`.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
const PREFIXES = ["repo:", "system:serviceaccount:"];

/** A role for tokens from outside is for one subject. */
export const webIdentityTrust = resourceRule<TrustProps>({
  id: "identity-web-identity-trust",
  checks: ["IAM-3"],
  severity: "critical",
  level: "always",
  description:
    "A role for tokens of an OpenID Connect provider names whose tokens: `sub` and `aud`.",
  why: "Providers such as GitHub sign tokens for everybody. Without a subject, any repository in the world may take the role.",
  remediation:
    "Add StringEquals conditions on `PROVIDER:sub` and `PROVIDER:aud`, or StringLike on `sub` with the organisation and repository before the first `*`.",
  types: [ROLE],
  check: ({ props }, report) => {
    for (const statement of allowing(props.assumeRolePolicy)) {
      if (!signsIn(statement)) continue;
      for (const claim of ["sub", "aud"]) {
        const values = claimed(statement, claim);
        if (values.length === 0) {
          report(
            `${called(statement)} takes tokens with any ${claim}. Name it in a StringEquals condition on the provider's \`:${claim}\`.`,
          );
        } else if (!values.every(isNarrow)) {
          report(
            `${called(statement)} takes tokens with nearly any ${claim}. Name more of it before the first \`*\`.`,
          );
        }
      }
    }
  },
});

function signsIn({ actions, principals }: Statement): boolean {
  return (
    principals.some(({ kind }) => kind === "Federated") &&
    knownOf(actions).some((action) => isServiceWide(action) || matches(action, WEB_IDENTITY))
  );
}

/** What is asked of a claim, whichever provider it is of. */
function claimed(statement: Statement, claim: string): Wanted[] {
  const keys = new Set(Object.values(statement.conditions).flatMap(Object.keys));
  return [...keys]
    .filter((key) => key.toLowerCase().endsWith(`:${claim}`))
    .flatMap((key) => wanted(statement, key));
}

/** Names something before its first wildcard. */
function isNarrow(one: Wanted): boolean {
  if (!isNamed(one)) return false;
  if (one.value === UNKNOWN || !one.pattern) return true;
  const star = one.value.search(WILDCARD);
  return star === -1 || !PREFIXES.includes(one.value.slice(0, star));
}

const WILDCARD = /[*?]/;

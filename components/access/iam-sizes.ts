import { policyJson, type IdentityStatement } from "../../lib/iam-policy";

/**
 * IAM's limits, in characters without white space, and in policies. Those of trust policies and of
 * policies a role can be raised by AWS on request; the platform does without.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const IAM_LIMITS = {
  managedPolicy: 6144,
  roleTrust: 2048,
  policiesPerRole: 10,
} as const;

/** As IAM counts: the JSON text, which has no white space outside of values here. */
export const sizeOf = (statements: readonly IdentityStatement[]) => policyJson(statements).length;

/**
 * Divides statements among managed policies, in order, each as full as it may be. A statement that
 * is too large alone is divided by its resources first.
 * @param statements what is divided
 * @param longest the same statements with the longest names that there can be, by which it is
 * decided: how many policies a role has must not change with a name
 * @throws Error when a role needs more policies than it may have
 */
export function policiesOf(
  statements: readonly IdentityStatement[],
  longest: readonly IdentityStatement[] = statements,
): IdentityStatement[][] {
  const policies: Pair[][] = [];
  for (const pair of statements.flatMap((real, at) =>
    fitting({ real, long: longest[at] ?? real }),
  )) {
    const last = policies.at(-1);
    if (last !== undefined && sizeOf([...last, pair].map(({ long }) => long)) <= LIMIT) {
      last.push(pair);
    } else policies.push([pair]);
  }
  if (policies.length > IAM_LIMITS.policiesPerRole) {
    throw new Error(
      `a role needs ${policies.length} managed policies; IAM attaches ${IAM_LIMITS.policiesPerRole}`,
    );
  }
  return policies.map((pairs) => pairs.map(({ real }) => real));
}

const LIMIT = IAM_LIMITS.managedPolicy;

interface Pair {
  readonly real: IdentityStatement;
  readonly long: IdentityStatement;
}

/** The statement, or its halves by resource until each fits; a Sid is unique within a policy. */
function fitting({ real, long }: Pair): Pair[] {
  if (sizeOf([long]) <= LIMIT) return [{ real, long }];
  const { Resource: resources } = long;
  if (!Array.isArray(resources) || resources.length < 2) {
    throw new Error(`${long.Sid}: ${sizeOf([long])} characters in one statement`);
  }
  const middle = Math.ceil(resources.length / 2);
  return ([0, middle] as const).flatMap((from, index) => {
    const half = (one: IdentityStatement): IdentityStatement => ({
      ...one,
      Sid: `${one.Sid}${index + 1}`,
      Resource: [one.Resource ?? []].flat().slice(from, from === 0 ? middle : undefined),
    });
    return fitting({ real: half(real), long: half(long) });
  });
}

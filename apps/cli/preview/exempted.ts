import { readInUse } from "../../../policies/exceptions/in-use-text";
import type { Violation } from "./violation";

/** The pack's rule that tells what exceptions lifted. */
export const IN_USE = "exceptions-in-use";

/** What a report says of a rule. */
export type RuleFacts = Pick<Violation, "severity" | "enforcement" | "remediation" | "url">;

/**
 * Turns what the pack says of a lifted violation back into that violation, exempted: with the rule
 * that found it, as severe as it is, and with the exception's reason, owner and last day.
 * @param factsOf what the pack says of a rule; undefined where it has none of that name
 * @returns the violation as it was, where it is about no exception
 */
export function withExemption(
  violation: Violation,
  factsOf: (policy: string) => RuleFacts | undefined,
): Violation {
  if (violation.policy !== IN_USE) return violation;
  const lifted = readInUse(violation.message);
  const facts = lifted && factsOf(lifted.policy);
  if (lifted === undefined || facts === undefined) return violation;
  const { policy, message, reason, owner, expires } = lifted;
  return { ...violation, ...facts, policy, message, exempted: { reason, owner, expires } };
}

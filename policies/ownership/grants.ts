import { type Grant, isApproved } from "../../components/config/access/grant-schema";
import type { Stacks } from "../../components/config/load";
import { isPromoted } from "../../components/config/service";

/** When a grant ends, in milliseconds. The schema has seen that it is a moment. */
export function endOf({ expires }: Grant): number {
  return Date.parse(expires);
}

/** `dana's grant for restore-artifact`, as messages name it; a request where nobody approved it. */
export function nameOf(grant: Grant): string {
  return `${grant.identity}'s ${isApproved(grant) ? "grant" : "request"} for ${grant.action}`;
}

/**
 * Is a version still served, or kept to go back to, that was promoted by this grant's right? Then the
 * grant is part of that record, and stays as long as it does.
 */
export function standsBehindRecord(grant: Grant, services: Stacks["services"]): boolean {
  if (grant.action !== "promote-artifact" || !isApproved(grant)) return false;
  const { approved, expires, identity } = grant;
  return Object.values(services)
    .flatMap(({ environments }) => Object.values(environments))
    .flatMap(({ current, previous }) => [current, previous])
    .filter(isPromoted)
    .some(
      ({ promoted_by: who, promoted_at: at }) =>
        who === identity &&
        Date.parse(approved) <= Date.parse(at) &&
        Date.parse(at) < Date.parse(expires),
    );
}

import type { Access } from "../../components/config/access";
import type { Stacks } from "../../components/config/load";
import { isPromoted } from "../../components/config/service";

export type Grant = Access["grants"][number];

/** When a grant ends, in milliseconds. The schema has seen that it is a moment. */
export function endOf({ expires }: Grant): number {
  return Date.parse(expires);
}

/** `dana's grant for restore-artifact`, as messages name it. */
export function nameOf({ identity, action }: Grant): string {
  return `${identity}'s grant for ${action}`;
}

/**
 * Is a version still served, or kept to go back to, that was promoted by this grant's right? Then the
 * grant is part of that record, and stays as long as it does.
 */
export function standsBehindRecord(
  { action, identity, expires }: Grant,
  services: Stacks["services"],
): boolean {
  if (action !== "promote-artifact") return false;
  return Object.values(services)
    .flatMap(({ environments }) => Object.values(environments))
    .flatMap(({ current, previous }) => [current, previous])
    .filter(isPromoted)
    .some(
      ({ promoted_by: who, promoted_at: at }) =>
        who === identity && Date.parse(at) < Date.parse(expires),
    );
}

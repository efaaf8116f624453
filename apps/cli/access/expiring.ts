import { type Access, approversOf } from "../../../components/config/access";
import {
  type GrantState,
  isApproved,
  stateOf,
} from "../../../components/config/access/grant-schema";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A grant that is over or soon will be, or a request that waits. */
export interface EndingGrant {
  readonly identity: string;
  readonly action: string;
  readonly team: string;
  readonly state: GrantState;
  /** Who approved; null for a request. */
  readonly approver: string | null;
  /** Who may approve a request; empty for a grant. */
  readonly waits_for: readonly string[];
  readonly reason: string;
  readonly expires: string;
  /** Whole days until its end, rounded down; negative once it is over. */
  readonly days_left: number;
  readonly expired: boolean;
}

/**
 * The grants and requests that have ended or end within some days, and every request that waits; the
 * first to end first.
 */
export function endingGrants(access: Access, withinDays: number, now: Date): EndingGrant[] {
  return access.grants
    .map((grant) => {
      const { action, approver = null, expires, identity, reason, team } = grant;
      const left = Date.parse(expires) - now.getTime();
      const state = stateOf(grant, now);
      const able = isApproved(grant) ? [] : approversOf(access, action, team);
      return {
        ...{ identity, action, team, state, approver, reason, expires },
        waits_for: able.filter((who) => who !== identity),
        days_left: Math.floor(left / DAY_MS),
        expired: left <= 0,
        left,
      };
    })
    .filter(({ approver, left }) => approver === null || left <= withinDays * DAY_MS)
    .sort((a, b) => a.left - b.left)
    .map(({ left: _left, ...grant }) => grant);
}

/** `dana's grant for restore-artifact (team support-ml) ends in 3 days, at …`. */
export function endingLine(ending: EndingGrant): string {
  const { action, approver, days_left: days, expired, expires, identity, team } = ending;
  const grant = `${identity}'s ${approver === null ? "request" : "grant"} for ${action} (team ${team})`;
  if (expired) return `${grant} ended at ${expires}: remove it from stacks/access.yaml`;
  const when = days === 0 ? "today" : `in ${days} day${days === 1 ? "" : "s"}`;
  if (approver !== null) return `${grant} ends ${when}, at ${expires}`;
  const able = ending.waits_for.join(" or ");
  return `${grant} gives nothing: it waits for ${able === "" ? "an approver, and nobody may" : able}, and ends ${when}, at ${expires}`;
}

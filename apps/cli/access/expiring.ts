import type { Access } from "../../../components/config/access";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A grant that is over, or soon will be. */
export interface EndingGrant {
  readonly identity: string;
  readonly action: string;
  readonly approver: string;
  readonly reason: string;
  readonly expires: string;
  /** Whole days until its end, rounded down; negative once it is over. */
  readonly days_left: number;
  readonly expired: boolean;
}

/** The grants that have ended, or end within some days, the first to end first. */
export function endingGrants(access: Access, withinDays: number, now: Date): EndingGrant[] {
  return access.grants
    .map((grant) => {
      const left = Date.parse(grant.expires) - now.getTime();
      return { ...grant, days_left: Math.floor(left / DAY_MS), expired: left <= 0, left };
    })
    .filter(({ left }) => left <= withinDays * DAY_MS)
    .sort((a, b) => a.left - b.left)
    .map(({ left: _left, ...grant }) => grant);
}

/** `dana's grant for restore-artifact ends in 3 days, at …`. */
export function endingLine({ identity, action, expires, expired, days_left }: EndingGrant): string {
  const grant = `${identity}'s grant for ${action}`;
  if (expired) return `${grant} ended at ${expires}: remove it from stacks/access.yaml`;
  const when = days_left === 0 ? "today" : `in ${days_left} day${days_left === 1 ? "" : "s"}`;
  return `${grant} ends ${when}, at ${expires}`;
}

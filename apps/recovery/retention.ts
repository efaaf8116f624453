/** How many backups of each age are kept: grandfather, father, son. */
export interface Retention {
  /** The newest of each of so many days that have one. */
  readonly daily: number;
  /** The newest of each of so many weeks (Monday to Sunday, UTC). */
  readonly weekly: number;
  /** The newest of each of so many months. */
  readonly monthly: number;
}

/** Something that was made at a moment. */
export interface Dated {
  readonly id: string;
  readonly at: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The first Monday since 1970, so that a week's number is that of its Monday. */
const FIRST_MONDAY = Date.UTC(1970, 0, 5);

/** Names of the periods, by what a moment belongs to. */
const PERIODS = {
  daily: (at: Date) => Math.floor(at.getTime() / DAY_MS),
  weekly: (at: Date) => Math.floor((at.getTime() - FIRST_MONDAY) / (7 * DAY_MS)),
  monthly: (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth(),
} as const satisfies Record<keyof Retention, (at: Date) => number>;

/**
 * Which backups stay, and why. Periods without a backup do not count: a machine that was off for a
 * month loses nothing by it. The newest one always stays.
 * @returns id → the reasons, for those that stay
 */
export function keptBackups(
  backups: readonly Dated[],
  retention: Retention,
): Map<string, string[]> {
  const newestFirst = [...backups].sort(
    (a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1),
  );
  const kept = new Map<string, string[]>();
  const keep = (id: string, reason: string) => kept.set(id, [...(kept.get(id) ?? []), reason]);
  const newest = newestFirst[0];
  if (newest !== undefined) keep(newest.id, "newest");
  for (const period of Object.keys(PERIODS) as (keyof Retention)[]) {
    const seen = new Set<number>();
    for (const { id, at } of newestFirst) {
      const number = PERIODS[period](at);
      if (seen.has(number) || seen.size >= retention[period]) continue;
      seen.add(number);
      keep(id, period);
    }
  }
  return kept;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dated, keptBackups, type Retention } from "./retention";

const DAY_MS = 86_400_000;
const retention = fc.record({
  daily: fc.nat(9),
  weekly: fc.nat(5),
  monthly: fc.nat(14),
});
const moments = fc
  .uniqueArray(fc.integer({ min: 0, max: 800 * 24 }), { maxLength: 120 })
  .map((hours) =>
    hours.map((hour): Dated => {
      const at = new Date(Date.UTC(2025, 0, 1) + hour * 3_600_000);
      return { id: at.toISOString(), at };
    }),
  );

/** Ids that stay, in order. */
function kept(backups: readonly Dated[], rules: Retention): string[] {
  return [...keptBackups(backups, rules).keys()].sort();
}

describe("grandfather, father, son", () => {
  it("keeps a day, a week and a month as people mean them", () => {
    const days = [...Array(60).keys()].map((day) => {
      const at = new Date(Date.UTC(2026, 8, 22, 3) + day * DAY_MS);
      return { id: at.toISOString().slice(0, 10), at };
    });
    // The last is Friday, 2026-11-20.
    expect(kept(days, { daily: 3, weekly: 2, monthly: 3 })).toEqual([
      "2026-09-30",
      "2026-10-31",
      "2026-11-15",
      "2026-11-18",
      "2026-11-19",
      "2026-11-20",
    ]);
  });

  it("never takes the newest one, and never invents one", () => {
    fc.assert(
      fc.property(moments, retention, (backups, rules) => {
        const ids = kept(backups, rules);
        const all = backups.map(({ id }) => id).sort();
        expect(all).toEqual(expect.arrayContaining(ids));
        if (all.length > 0) expect(ids).toContain(all.at(-1));
        expect(ids.length).toBeLessThanOrEqual(1 + rules.daily + rules.weekly + rules.monthly);
      }),
    );
  });

  it("is the same in any order, and again on what it kept", () => {
    fc.assert(
      fc.property(moments, retention, (backups, rules) => {
        const ids = kept(backups, rules);
        expect(kept([...backups].reverse(), rules)).toEqual(ids);
        expect(
          kept(
            backups.filter(({ id }) => ids.includes(id)),
            rules,
          ),
        ).toEqual(ids);
      }),
    );
  });

  it("keeps a day's newest for each of the last days that have one", () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 9 }), (backups, daily) => {
        const newest = new Map<string, string>();
        for (const { id } of [...backups].sort((a, b) => (a.id < b.id ? -1 : 1))) {
          newest.set(id.slice(0, 10), id);
        }
        const expected = [...newest.values()].sort().slice(-daily);
        expect(kept(backups, { daily, weekly: 0, monthly: 0 })).toEqual(expected);
      }),
    );
  });

  it("more of anything never keeps less", () => {
    fc.assert(
      fc.property(moments, retention, retention, (backups, rules, more) => {
        const larger = {
          daily: rules.daily + more.daily,
          weekly: rules.weekly + more.weekly,
          monthly: rules.monthly + more.monthly,
        };
        expect(kept(backups, larger)).toEqual(expect.arrayContaining(kept(backups, rules)));
      }),
    );
  });
});

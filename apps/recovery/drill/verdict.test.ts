import { describe, expect, it } from "vitest";
import { RECOVERY } from "../../../components/config/recovery";
import type { Consistency } from "../verify";
import { DRILLED_CLASS, judgeDrill, type Measured } from "./verdict";

const { rpoHours, rtoHours } = RECOVERY[DRILLED_CLASS];
const HOUR_MS = 3_600_000;
const AT = new Date("2026-11-21T12:00:00Z");

function backupOf(hoursBefore: number) {
  return { consistent_at: new Date(AT.getTime() - hoursBefore * HOUR_MS).toISOString() };
}

const WHOLE: Consistency = {
  runs: 1,
  model_versions: 1,
  records: 1,
  files: 1,
  bytes: 1,
  missing: [],
  deleted: [],
  orphans: ["1/x"],
  unfinished: ["y"],
  unpinned: ["z"],
};
const GOOD: Measured = {
  backup: backupOf(1),
  at: AT,
  consistency: WHOLE,
  lostRuns: ["a run of the last hour"],
  answeredMs: 4_321,
  failure: undefined,
};

describe("a drill's verdict", () => {
  it("is good when nothing is missing and both promises are kept; orphans are no reason", () => {
    expect(judgeDrill(GOOD)).toEqual({
      rpo: {
        promised_hours: rpoHours,
        at_most_seconds: 3600,
        lost_runs: ["a run of the last hour"],
        met: true,
      },
      rto: { promised_hours: rtoHours, seconds: 4.3, met: true },
      reasons: [],
    });
  });

  it.each<[string, Partial<Measured>, RegExp]>([
    [
      "something is missing",
      { consistency: { ...WHOLE, missing: [{ name: "a", problem: "b" }] } },
      /^1 of what was promised is missing$/,
    ],
    ["the backup is too old", { backup: backupOf(rpoHours + 1) }, /25\.0 h older .* 24 h$/],
    ["it took too long", { answeredMs: (rtoHours + 1) * HOUR_MS }, /^the restore took 9\.0 h/],
    ["it ended early", { failure: "no key", answeredMs: undefined }, /^no key$/],
  ])("is bad when %s, for that reason alone", (_what, change, reason) => {
    const { reasons } = judgeDrill({ ...GOOD, ...change });
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(reason);
  });

  it("keeps no promise without a backup", () => {
    const found = judgeDrill({ ...GOOD, backup: null, failure: "found no backup" });
    expect(found.rpo.met).toBe(false);
    expect(found.reasons).toEqual(["found no backup"]);
  });
});

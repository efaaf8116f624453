import { describe, expect, it } from "vitest";
import { rotationDuty } from "./rotation-due";

const duty = (rotated: Record<string, string>) => ({ owner: "platform", every_days: 90, rotated });

describe("rotationDuty", () => {
  it.each([
    ["the day itself", "2026-11-21T12:00:00Z", "kept", 91],
    ["the last day, at its last second", "2027-02-19T23:59:59Z", "kept", 1],
    ["the day after", "2027-02-20T00:00:00Z", "overdue", 0],
    ["long after", "2027-03-01T00:00:00Z", "overdue", -9],
    ["the day before, which is no rotation", "2026-11-20T23:59:59Z", "early", 92],
  ])("on %s", (_when, now, state, left) => {
    expect(rotationDuty(duty({ prod: "2026-11-21" }), "prod", new Date(now))).toEqual({
      owner: "platform",
      every_days: 90,
      rotated: "2026-11-21",
      due: "2027-02-19",
      state,
      days_left: left,
    });
  });

  it("asks nothing of an environment that has no such secret yet", () => {
    const found = rotationDuty(duty({ prod: "2020-01-01" }), "dev", new Date());
    expect(found).toMatchObject({ state: "no-date", rotated: null, due: null, days_left: null });
  });

  it("is not deceived by a name that every object has", () => {
    expect(rotationDuty(duty({}), "constructor", new Date()).state).toBe("no-date");
  });
});

import { describe, expect, it } from "vitest";
import { cronProblem, cronSchedule, longestGapHours } from "./cron";

describe("a schedule", () => {
  it.each(["40 0 * * *", "*/15 * * * *", "0 3 1,15 * ?", "5 4 * JAN-mar sun", "0 0 29 2 *"])(
    "may be %s",
    (schedule) => {
      expect(cronProblem(schedule)).toBeUndefined();
      expect(cronSchedule.safeParse(schedule).success).toBe(true);
    },
  );

  // Seconds, macros and the marks of other schedulers: the API server refuses them, or means another time.
  it.each([
    ["", /five fields/],
    ["daily", /five fields/],
    ["@daily", /five fields/],
    ["0 0 * *", /five fields/],
    ["0 40 0 * * *", /five fields/],
    ["0 0 L * *", /five fields/],
    ["0 0 * * 5#2", /five fields/],
    ["60 0 * * *", /five fields/],
    ["0 24 * * *", /five fields/],
    ["0 0 * * 7", /Sunday is 0 or sun/],
    ["0 0 * * 5-7", /Sunday is 0 or sun/],
    ["0 0 31 2 *", /never comes/],
    ["TZ=Europe/Berlin 0 0 * * *", /five fields/],
  ])("is not %j", (schedule, says) => {
    expect(cronProblem(schedule)).toMatch(says);
    expect(cronSchedule.safeParse(schedule).error?.issues[0]?.message).toMatch(says);
    expect(() => longestGapHours(schedule)).toThrow(RangeError);
  });
});

describe("the hours between two starts", () => {
  it.each([
    ["* * * * *", 1 / 60],
    ["0 * * * *", 1],
    ["40 0 * * *", 24],
    ["0 6,18 * * *", 12],
    ["0 6,8 * * *", 22],
    ["10 5 * * 0", 7 * 24],
    // Not on weekends: Friday's to Monday's.
    ["0 1 * * 1-5", 72],
    // Either of both days is enough: https://man7.org/linux/man-pages/man5/crontab.5.html
    ["0 0 1 * 0", 7 * 24],
    ["0 0 1 * *", 31 * 24],
    ["0 0 */2 * *", 48],
    ["0 0 1 1 *", 366 * 24],
    // Every five minutes, and yet nothing for eleven months.
    ["*/5 * * 1 *", (366 - 31 + 1) * 24 - 24 + 5 / 60],
    ["0 0 29 2 *", (4 * 365 + 1) * 24],
  ])("of %s are %d", (schedule, hours) => {
    expect(longestGapHours(schedule)).toBeCloseTo(hours, 6);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { POSTURES, settingsOf } from "../config/posture";
import { backupCare, PROMISED_CLASSES, RECOVERY } from "../config/recovery";
import {
  backupPlans,
  careProblems,
  MOST_CONTINUOUS_DAYS,
  tagConditions,
  WAYS,
} from "./backup-plans";

const careOf = (posture: (typeof POSTURES)[number]) => backupCare(settingsOf(posture));

describe("what is backed up", () => {
  it("has a plan for every promised class and way, with its own resources", () => {
    const plans = backupPlans(careOf("prod"));
    expect(plans.map(({ dataClass, way }) => `${dataClass} ${way}`)).toEqual([
      "confidential continuous",
      "confidential daily",
      "internal continuous",
      "internal daily",
    ]);
    const all = Object.values(WAYS).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it("archives in prod for the months of the class, and keeps dev to a week", () => {
    const prod = backupPlans(careOf("prod"));
    expect(prod.map(({ rules }) => rules.map(({ name, keepDays }) => [name, keepDays]))).toEqual([
      [
        ["continuous", 35],
        ["archive", 372],
      ],
      [
        ["daily", 35],
        ["archive", 372],
      ],
      [
        ["continuous", 35],
        ["archive", 93],
      ],
      [
        ["daily", 35],
        ["archive", 93],
      ],
    ]);
    for (const { rules } of backupPlans(careOf("dev"))) {
      expect(rules).toHaveLength(1);
      expect(rules[0]).toMatchObject({ keepDays: 7 });
    }
  });

  it("goes back to any second with objects alone: RDS does that itself", () => {
    for (const { way, resources, rules } of backupPlans(careOf("prod"))) {
      expect(rules[0]?.continuous).toBe(way === "continuous");
      expect(resources.some((arn) => arn.startsWith("arn:aws:rds:"))).toBe(way === "daily");
      // An archive is a snapshot: what is continuous ends after 35 days.
      for (const rule of rules.slice(1)) expect(rule.continuous).toBe(false);
    }
  });

  it.each(POSTURES)("keeps the promised recovery point in %s", (posture) => {
    for (const dataClass of PROMISED_CLASSES) {
      const plans = backupPlans(careOf(posture)).filter((plan) => plan.dataClass === dataClass);
      const rpoHours = RECOVERY[dataClass]?.rpoHours ?? 0;
      for (const { rules } of plans) {
        expect(Math.min(...rules.map(({ schedule }) => schedule.everyHours))).toBeLessThanOrEqual(
          rpoHours,
        );
      }
    }
  });

  it("never keeps a continuous backup longer than AWS does, nor an archive shorter than the rest", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MOST_CONTINUOUS_DAYS }),
        fc.boolean(),
        (days, archived) => {
          const care = { ...careOf("prod"), retentionDays: days, archived };
          expect(careProblems(care)).toEqual([]);
          for (const { rules } of backupPlans(care)) {
            for (const { continuous, keepDays } of rules) {
              expect(keepDays).toBeGreaterThanOrEqual(days);
              if (continuous) expect(keepDays).toBeLessThanOrEqual(MOST_CONTINUOUS_DAYS);
            }
          }
        },
      ),
    );
  });

  it.each([0, 36, 1.5, Number.NaN])("refuses to keep backups for %d days", (retentionDays) => {
    expect(careProblems({ ...careOf("prod"), retentionDays })).toEqual([
      expect.stringMatching(
        `^retentionDays: ${retentionDays}; expected 1 to 35 days, as AWS Backup keeps`,
      ) as unknown,
    ]);
  });
});

describe("whose backups they are", () => {
  it("is said by environment and class, since environments may share an account", () => {
    expect(tagConditions("prod", "internal")).toEqual([
      { key: "aws:ResourceTag/towpath:environment", value: "prod" },
      { key: "aws:ResourceTag/towpath:data-class", value: "internal" },
    ]);
    expect(tagConditions("prod")).toHaveLength(1);
  });
});

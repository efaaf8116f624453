import { describe, expect, it } from "vitest";
import { POSTURES, type PostureSettings, settingsOf } from "./posture";

/** From least to most careful. */
const inOrder = POSTURES.map((posture) => settingsOf(posture));

/** Days and counts of which a more careful posture has no less. */
const GROWING = [
  "logRetentionDays",
  "backupRetentionDays",
  "noncurrentVersionDays",
  "objectLockDays",
  "replicas",
  "kmsDeletionWindowDays",
  "secretRecoveryDays",
] as const satisfies readonly (keyof PostureSettings)[];

/** Switches that a more careful posture does not put back. */
const SWITCHES = [
  "multiAz",
  "deletionProtection",
  "finalSnapshot",
  "replicateToSecondRegion",
  "protect",
  "retainOnDelete",
  "fourEyes",
] as const satisfies readonly (keyof PostureSettings)[];

describe("the posture table", () => {
  it.each(GROWING)("never lessens %s", (key) => {
    const values = inOrder.map((settings) => settings[key]);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it.each(SWITCHES)("never switches %s off again", (key) => {
    const values = inOrder.map((settings) => Number(settings[key]));
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it.each(POSTURES)("keeps %s within what the services allow", (posture) => {
    const settings = settingsOf(posture);
    expect(settings.backupRetentionDays).toBeGreaterThan(0);
    expect(settings.backupRetentionDays).toBeLessThanOrEqual(35);
    expect(settings.kmsDeletionWindowDays).toBeGreaterThanOrEqual(7);
    expect(settings.kmsDeletionWindowDays).toBeLessThanOrEqual(30);
    expect([0, ...Array.from({ length: 24 }, (_, day) => day + 7)]).toContain(
      settings.secretRecoveryDays,
    );
    // A version must not expire while it is locked: S3 would keep it and the rule would mislead.
    expect(settings.noncurrentVersionDays).toBeGreaterThanOrEqual(settings.objectLockDays);
  });
});

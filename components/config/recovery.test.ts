import { describe, expect, it } from "vitest";
import { DATA_CLASSES } from "./environment-schema";
import { POSTURES, settingsOf } from "./posture";
import { backupCare, PROMISED_CLASSES, RECOVERY } from "./recovery";

describe("what is promised about getting data back", () => {
  it("names every class of data, and promises nothing for operational data alone", () => {
    expect(Object.keys(RECOVERY).sort()).toEqual([...DATA_CLASSES].sort());
    expect(PROMISED_CLASSES).toEqual(["confidential", "internal"]);
  });

  it("is stricter for confidential data than for internal data", () => {
    const { confidential, internal } = RECOVERY;
    expect(confidential.rtoHours).toBeLessThan(internal.rtoHours);
    expect(confidential.rpoHours).toBeLessThanOrEqual(internal.rpoHours);
    expect(confidential.archiveMonths).toBeGreaterThan(internal.archiveMonths);
  });

  it("keeps backups in every posture, locked and tried where data is promised", () => {
    const [dev, staging, prod] = POSTURES.map((posture) => backupCare(settingsOf(posture)));
    expect(dev).toEqual({
      retentionDays: 7,
      locked: false,
      archived: false,
      restoreTested: false,
      copied: false,
    });
    expect(staging).toMatchObject({ retentionDays: 14, locked: true, restoreTested: true });
    expect(prod).toMatchObject({ retentionDays: 35, locked: true, archived: true, copied: true });
  });
});

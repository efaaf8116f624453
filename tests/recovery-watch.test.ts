import { describe, expect, it, vi } from "vitest";
import { RECOVERY_ALARMS } from "../components/config/recovery-alarms";
import { named, ofType, run } from "../components/testing";
import { CLOUD } from "./program-cloud";

/* Who hears of backups and drills in the shipped environments: the whole program, as a preview. */

async function preview(stack: string) {
  vi.resetModules();
  return (await run(() => import("../index.js"), CLOUD, { preview: true, stack })).all;
}

describe("who hears when a backup or a drill fails", () => {
  it("is the topic of alarms, in prod", async () => {
    const all = await preview("prod");
    for (const alarm of Object.keys(RECOVERY_ALARMS)) {
      const { inputs, dependencies } = named(all, alarm);
      expect(inputs.namespace, alarm).toBe("Towpath/prod/Recovery");
      expect(dependencies, alarm).toContain("aws:sns/topic:Topic audit-alarms-topic");
    }
    const events = named(all, "audit-recovery-notices-events");
    expect(events.dependencies).toEqual(
      expect.arrayContaining([
        "aws:backup/vault:Vault backups-vault",
        "aws:sns/topic:Topic audit-alarms-topic",
      ]),
    );
    const reports = ofType(all, "aws:backup/reportPlan:ReportPlan");
    expect(reports).toHaveLength(3);
    for (const { name, dependencies } of reports) {
      expect(dependencies, name).toContain("aws:s3/bucket:Bucket buckets-reports");
      // Before a report is written, its writer is let in.
      expect(dependencies, name).toContain(
        "aws:s3/bucketPolicy:BucketPolicy buckets-reports-policy",
      );
    }
    const allowed = (bucket: string) =>
      JSON.stringify(named(all, `buckets-${bucket}-policy`).inputs).includes("AllowBackupReports");
    expect(["reports", "reports-replica", "artifacts"].filter(allowed)).toEqual(["reports"]);
  });

  it("is nobody in dev, where nothing is promised", async () => {
    const all = await preview("dev");
    expect(ofType(all, "aws:backup/plan:Plan").length).toBeGreaterThan(0);
    expect(ofType(all, "aws:backup/reportPlan:ReportPlan")).toEqual([]);
    expect(all.filter(({ name }) => name in RECOVERY_ALARMS)).toEqual([]);
  });
});

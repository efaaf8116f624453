import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { PLAN } from "./selection";

/** Most that AWS Backup takes: https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery-retention-period.html */
const MOST_CONTINUOUS_DAYS = 35;

interface Lifecycle {
  readonly deleteAfter?: number;
}

export interface PlanProps {
  readonly rules?: readonly {
    readonly ruleName?: string;
    readonly targetVaultName?: string;
    readonly enableContinuousBackup?: boolean;
    readonly lifecycle?: Lifecycle;
    readonly copyActions?: readonly {
      readonly destinationVaultArn?: string;
      readonly lifecycle?: Lifecycle;
    }[];
  }[];
}

/** A backup without an end is kept for ever, which is long enough. */
export const retention = resourceRule<PlanProps>({
  id: "backups-retention",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description:
    "Backups and their copies are kept for as long as the environment's posture promises.",
  why: "Damage is often found after days or weeks. A backup that is deleted before then, or a continuous one that AWS refuses to keep so long, is as good as none.",
  remediation:
    "Change `backupRetentionDays` of the posture (components/config/posture.ts) or the months of the class (components/config/recovery.ts); the plans follow from them in components/data/backup-plans.ts.",
  types: [PLAN],
  check: ({ props }, report, { environment }) => {
    const least = environment.settings.backupRetentionDays;
    for (const rule of props.rules ?? []) {
      const name = isSet(rule, "ruleName") ? `rule "${rule.ruleName ?? ""}"` : "a rule";
      const days = rule.lifecycle?.deleteAfter;
      if (days !== undefined && days < least) {
        report(
          `Of ${name} backups are deleted after ${days} days; this environment's posture promises ${least}. Set lifecycle.deleteAfter to ${least} or more.`,
        );
      }
      if (rule.enableContinuousBackup === true && (days ?? Infinity) > MOST_CONTINUOUS_DAYS) {
        report(
          `AWS Backup refuses continuous backups of ${name}: they are kept ${days === undefined ? "for ever" : `for ${days} days`}, and it takes ${MOST_CONTINUOUS_DAYS} at most. Keep some longer by a second rule without enableContinuousBackup.`,
        );
      }
      for (const { lifecycle } of rule.copyActions ?? []) {
        const copied = lifecycle?.deleteAfter;
        if (copied === undefined || copied >= least) continue;
        report(
          `Of ${name} copies are deleted after ${copied} days; this environment's posture promises ${least}. Set the copy's lifecycle.deleteAfter to ${least} or more.`,
        );
      }
    }
  },
});

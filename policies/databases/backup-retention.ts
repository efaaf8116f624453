import { resourceRule } from "../engine/rule";
import { CLUSTER, type DatabaseProps, DATABASES, isReplica } from "./database";

/** RDS's own backups: a point in time of every second in these days. */
export const backupRetention = resourceRule<DatabaseProps>({
  id: "databases-backup-retention",
  checks: ["RDS-2"],
  severity: "high",
  level: "posture",
  description: "A database can go back for as many days as the environment's posture promises.",
  why: "A wrong delete is often found only after days. What lies further back than RDS keeps is gone; at 0 days nothing comes back.",
  remediation:
    "Set `backupRetentionPeriod` to `settings.backupRetentionDays` (components/config/posture.ts), as components/on-aws/tracking-on-aws.ts does.",
  types: DATABASES,
  check: (database, report, { environment }) => {
    // RDS takes the backups of the database that it follows.
    if (isReplica(database)) return;
    // What RDS takes where nothing is said.
    const days = database.props.backupRetentionPeriod ?? (database.type === CLUSTER ? 1 : 0);
    const least = environment.settings.backupRetentionDays;
    if (days >= least) return;
    report(
      `RDS keeps ${days} days of backups; this environment's posture promises ${least}. Set backupRetentionPeriod to ${least}.`,
    );
  },
});

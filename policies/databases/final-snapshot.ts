import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES, isReplica } from "./database";

/** The last chance of a database that is deleted after all. */
export const finalSnapshot = resourceRule<DatabaseProps>({
  id: "databases-final-snapshot",
  checks: ["RDS-4"],
  severity: "high",
  level: "posture",
  description:
    "A database leaves a snapshot and its backups behind where the environment's posture asks for it.",
  why: "RDS deletes its backups with the database. Without a final snapshot a deletion by mistake cannot be undone.",
  remediation:
    "Give the component Database `finalSnapshot: settings.finalSnapshot`; of RDS itself set `skipFinalSnapshot: false`, a `finalSnapshotIdentifier`, and `deleteAutomatedBackups: false`.",
  types: DATABASES,
  check: (database, report, { environment }) => {
    // RDS takes no final snapshot of a replica.
    if (!environment.settings.finalSnapshot || isReplica(database)) return;
    const { props } = database;
    if (props.skipFinalSnapshot === true) {
      report(
        "It leaves no snapshot behind: skipFinalSnapshot is true, and this environment's posture asks for one. Set it to false.",
      );
    } else if (!isSet(props, "finalSnapshotIdentifier")) {
      report(
        "Its final snapshot has no name, so deleting it fails or leaves none: finalSnapshotIdentifier is not set. Give it a name that no other snapshot has.",
      );
    }
    if (props.deleteAutomatedBackups !== false) {
      report(
        "RDS deletes its backups with it: deleteAutomatedBackups is not false. Set it to false, so that a point in time outlives a deletion by mistake.",
      );
    }
  },
});

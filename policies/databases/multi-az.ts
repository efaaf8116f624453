import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import { CLUSTER, type DatabaseProps, INSTANCE, isReplica, membersOf } from "./database";

/** An instance has a standby by a setting; an Aurora cluster by a second member. */
export const multiAz = stackRule({
  id: "databases-multi-az",
  checks: ["RDS-3"],
  severity: "medium",
  level: "posture",
  description: "A database goes on in a second zone where the environment's posture asks for it.",
  why: "When its availability zone fails, a database without a standby is away until somebody restores it, and everything that tracks or registers models is away with it.",
  remediation:
    "Set `multiAz` to `settings.multiAz` (components/config/posture.ts) where the instance is made; give an Aurora cluster a second `ClusterInstance`.",
  controls: ["CIS AWS 3.2.4"],
  check: (stack, report, { environment }) => {
    if (!environment.settings.multiAz) return;
    stack.each<DatabaseProps>(INSTANCE, (database) => {
      if (isReplica(database) || database.props.multiAz === true) return;
      report(
        database,
        "It has no standby: multiAz is not true, and this environment's posture asks for a second zone. Set it to true.",
      );
    });
    stack.each(CLUSTER, (cluster) => {
      // A Multi-AZ cluster of RDS has three instances in three zones by itself.
      if (isSet(cluster.props, "dbClusterInstanceClass")) return;
      const members = membersOf(stack, cluster).length;
      if (members >= 2) return;
      report(
        cluster,
        `It has ${members} ${members === 1 ? "member" : "members"}, and this environment's posture asks for a second zone. Add cluster instances until there are two.`,
      );
    });
  },
});

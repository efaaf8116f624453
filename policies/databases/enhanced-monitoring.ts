import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import { type DatabaseProps, eachRunning, runningHas } from "./database";

/** What the host's own agent sees: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html */
export const enhancedMonitoring = stackRule({
  id: "databases-enhanced-monitoring",
  checks: ["RDS-8"],
  severity: "low",
  level: "posture",
  description: "A database's host is measured every minute or more often.",
  why: "Without it CPU, memory and disk are seen from outside only: a full disk or a process that eats the memory is found by restarting.",
  remediation:
    "Set `monitoringInterval: 60` and `monitoringRoleArn`, as components/data/database.ts does.",
  check: (stack, report) => {
    eachRunning(stack, (database) => {
      if (runningHas(stack, database, watched)) return;
      report(
        database,
        "Its host is not measured: monitoringInterval is 0 or not set, or monitoringRoleArn is missing. Set both, the interval to at most 60 seconds.",
      );
    });
  },
});

function watched(props: DatabaseProps): boolean {
  const seconds = props.monitoringInterval ?? 0;
  return seconds > 0 && seconds <= 60 && isSet(props, "monitoringRoleArn");
}

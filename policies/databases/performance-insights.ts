import { stackRule } from "../engine/rule";
import { eachRunning, runningHas } from "./database";

/** Seven days of it come without a price: https://aws.amazon.com/rds/performance-insights/pricing/ */
export const performanceInsights = stackRule({
  id: "databases-performance-insights",
  checks: ["RDS-8"],
  severity: "low",
  level: "posture",
  description: "A database records what its load consists of.",
  why: "When experiments wait for the database, nothing else tells which statement or lock they wait for. Afterwards it cannot be switched on for what has happened.",
  remediation:
    "Set `performanceInsightsEnabled: true` on the instance, or on the cluster for all of its members, as components/data/database.ts does.",
  check: (stack, report) => {
    eachRunning(stack, (database) => {
      if (runningHas(stack, database, (props) => props.performanceInsightsEnabled === true)) return;
      report(
        database,
        "Nobody will know what it was busy with: performanceInsightsEnabled is not true. Set it to true; seven days cost nothing.",
      );
    });
  },
});

import { z } from "zod";
import { members, UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, EnableCloudwatchLogsExports */
const config = z.object({
  logs: z
    .record(z.string(), z.array(z.string()))
    .default({
      postgres: ["postgresql", "upgrade"],
      // Aurora has no log of upgrades.
      "aurora-postgresql": ["postgresql"],
      mysql: ["error", "slowquery"],
      mariadb: ["error", "slowquery"],
      "aurora-mysql": ["error", "slowquery"],
    })
    .describe("Engine and the logs that it must send to CloudWatch. Other engines are not judged."),
});

/** On the host itself, RDS deletes logs after days, and with the host. */
export const logExports = resourceRule<DatabaseProps, z.output<typeof config>>({
  id: "databases-log-exports",
  checks: ["RDS-8"],
  severity: "medium",
  level: "posture",
  description: "A database sends its logs to CloudWatch.",
  why: "Who signed in, what changed the schema and why an upgrade failed stands in these logs alone. RDS keeps them for days, and deletes them with the database.",
  remediation:
    'Set `enabledCloudwatchLogsExports` to the logs that are named, for PostgreSQL `["postgresql", "upgrade"]`, as components/data/database.ts does.',
  types: DATABASES,
  config,
  check: ({ props }, report, { config: { logs } }) => {
    const wanted = logs[props.engine ?? ""];
    if (wanted === undefined) return;
    const exported = members(props.enabledCloudwatchLogsExports ?? []);
    const missing = wanted.filter((log) => !exported.includes(log));
    if (missing.length === 0) return;
    // One that is not known yet may be the missing one.
    if (exported.includes(UNKNOWN)) {
      throw new UnknownValueError(UNKNOWN_VALUE, ["enabledCloudwatchLogsExports"]);
    }
    report(
      `It keeps its logs to itself: enabledCloudwatchLogsExports lacks ${missing.join(" and ")}. Add ${missing.length === 1 ? "it" : "them"}.`,
    );
  },
});

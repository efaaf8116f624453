import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES, MEMBER } from "./database";

/** On unless switched off: in the maintenance window RDS installs what fixes security holes. */
export const minorUpgrades = resourceRule<DatabaseProps>({
  id: "databases-minor-upgrades",
  checks: ["RDS-8"],
  severity: "medium",
  level: "posture",
  description: "RDS installs minor versions of a database by itself.",
  why: "Minor versions are how PostgreSQL and MySQL close security holes. By hand they are installed when somebody has time, which is after the hole is known to everybody.",
  remediation:
    "Leave `autoMinorVersionUpgrade` out or set it to true, and give `engineVersion` the major version alone, so that an upgrade is no difference to the program.",
  controls: ["CIS AWS 3.2.2"],
  types: [...DATABASES, MEMBER],
  check: ({ props }, report) => {
    if (props.autoMinorVersionUpgrade !== false) return;
    report(
      "Security fixes wait for somebody: autoMinorVersionUpgrade is false. Set it to true; RDS upgrades in the maintenance window.",
    );
  },
});

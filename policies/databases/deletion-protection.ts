import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** RDS refuses to delete what is protected, whoever asks and by whatever tool. */
export const deletionProtection = resourceRule<DatabaseProps>({
  id: "databases-deletion-protection",
  checks: ["RDS-4"],
  severity: "high",
  level: "posture",
  description: "RDS refuses to delete a database where the environment's posture protects it.",
  why: "A change that replaces the database, or a destroy in the wrong terminal, deletes every row. Pulumi's own protection does not hold against the console.",
  remediation:
    "Set `deletionProtection` to `settings.deletionProtection` (components/config/posture.ts), as components/on-aws/tracking-on-aws.ts does.",
  types: DATABASES,
  check: ({ props }, report, { environment }) => {
    if (!environment.settings.deletionProtection || props.deletionProtection === true) return;
    report(
      "RDS would delete it when told to: deletionProtection is not true, and this environment's posture protects data. Set it to true.",
    );
  },
});

import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/**
 * RDS makes the password, keeps it in Secrets Manager and changes it:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export const managedPassword = resourceRule<DatabaseProps>({
  id: "databases-managed-password",
  checks: ["RDS-6"],
  severity: "high",
  level: "always",
  exemptible: "no",
  description: "No program and no state knows a database's master password.",
  why: "A password that is an input stands in the state, in its backups, and in the memory of every preview. Nobody ever changes it, since that takes an update.",
  remediation:
    "Set `manageMasterUserPassword: true` in place of a password, as components/data/database.ts does, and read it from Secrets Manager where it is needed.",
  types: DATABASES,
  check: ({ props }, report) => {
    for (const input of ["password", "masterPassword"]) {
      if (!isSet(props, input)) continue;
      report(
        `Its master password is an input: ${input} is set, and the state keeps it. Remove it and set manageMasterUserPassword to true.`,
      );
      return;
    }
    // Without a master user it takes the password of what it is made from: a snapshot, another database.
    if (!isSet(props, "username") && !isSet(props, "masterUsername")) return;
    // A write-only value reaches RDS and no state.
    if (isSet(props, "passwordWo") || isSet(props, "masterPasswordWo")) return;
    if (props.manageMasterUserPassword === true) return;
    report(
      "Nobody keeps its master password: manageMasterUserPassword is not true. Set it to true, so that RDS makes it and changes it.",
    );
  },
});

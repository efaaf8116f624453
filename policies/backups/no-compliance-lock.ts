import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { LOCK } from "./locks";

/** `changeableForDays` is what makes a lock one of compliance mode, from three days on for good. */
export const noComplianceLock = resourceRule({
  id: "backups-no-compliance-lock",
  checks: ["BKP-1"],
  severity: "high",
  level: "always",
  description: "A vault's lock can be lifted by somebody with the right to.",
  why: "A lock in compliance mode can never be lifted, by AWS neither: neither vault nor account can be closed before the last backup's time, and a retention that was a mistake is paid for to the end.",
  remediation:
    "Leave `changeableForDays` out of the `VaultLockConfiguration`, as components/data/backup-vault.ts does. Where a law asks for compliance mode, say so in policies/exceptions.yaml.",
  types: [LOCK],
  check: ({ props }, report) => {
    if (!isSet(props, "changeableForDays")) return;
    report(
      "After its grace time nobody can lift this lock: changeableForDays is set, which is compliance mode. Leave it out; a lock in governance mode needs a right of its own to be lifted.",
    );
  },
});

import { resourceRule } from "../engine/rule";
import { VAULT } from "./vault-key";

/** AWS deletes no vault that holds backups; forceDestroy deletes them first. */
export const vaultKept = resourceRule<Readonly<{ forceDestroy?: boolean }>>({
  id: "backups-vault-kept",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description: "Deleting a vault does not delete its backups where the posture protects data.",
  why: "A destroy that takes the data away would take its backups with it, in the same minute.",
  remediation:
    "Leave `forceDestroy` out; the component BackupVault sets it only where the posture protects nothing.",
  types: [VAULT],
  check: ({ props }, report, { environment }) => {
    if (!environment.settings.deletionProtection || props.forceDestroy !== true) return;
    report(
      "Destroying the vault deletes every backup in it: forceDestroy is true, and this environment's posture protects data. Set it to false.",
    );
  },
});

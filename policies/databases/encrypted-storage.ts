import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** Encryption cannot be added later: RDS makes a new instance from a copied snapshot for it. */
export const encryptedStorage = resourceRule<DatabaseProps>({
  id: "databases-encrypted-storage",
  checks: ["RDS-1"],
  severity: "high",
  level: "always",
  description: "A database's storage is encrypted.",
  why: "Whoever gets hold of a disk or a snapshot reads every row. Encryption can be chosen only when the database is made.",
  remediation:
    "Set `storageEncrypted: true` where the database is made; the platform's own is components/data/database.ts. A database that exists is copied to an encrypted snapshot and restored from it.",
  controls: ["CIS AWS 3.2.1"],
  types: DATABASES,
  check: ({ props }, report) => {
    if (props.storageEncrypted === true) return;
    report(
      `Its storage is not encrypted: storageEncrypted is ${String(props.storageEncrypted ?? "not set")}, and RDS leaves it off. Set it to true.`,
    );
  },
});

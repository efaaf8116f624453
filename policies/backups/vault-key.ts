import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";

export const VAULT = "aws:backup/vault:Vault";

/** What AWS Backup manages fully, such as backups of buckets, is under the vault's key. */
export const vaultKey = resourceRule({
  id: "backups-vault-key",
  checks: ["BKP-1"],
  severity: "medium",
  level: "posture",
  description: "A backup vault encrypts with a key of the platform.",
  why: "Under the account's own key a backup cannot be copied to another account, and whoever may read the account's backups reads everything in them.",
  remediation:
    "Give `kmsKeyArn` the key of backups: `keys.arns.backups`, as components/on-aws/aws-cloud.ts does.",
  types: [VAULT],
  check: ({ props }, report) => {
    if (isSet(props, "kmsKeyArn")) return;
    report(
      "The vault encrypts with AWS Backup's own key: kmsKeyArn is not set. Give it the platform's key of backups.",
    );
  },
});

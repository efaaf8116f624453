/*
 * By what the pods of recovery are known: to their network policies, to the database's, and to the rules
 * of policies/backups. Never changes: a selector cannot.
 */

/** Where they are. */
export const RECOVERY_NAMESPACE = "recovery";

/** What a pod of recovery does; also its CronJob's and its service account's name. */
export type RecoveryPart = "backup" | "drill";

/** What selects the pods of a part. */
export const selectorOf = (part: RecoveryPart) => ({
  "app.kubernetes.io/name": "towpath-recovery",
  "app.kubernetes.io/component": part,
});

/** The Secret with the private key of backups, and the entry in it. The drill's pods alone mount it. */
export const IDENTITY_SECRET = "backup-identity";
export const IDENTITY_ENTRY = "identity";

/** The Secret with the key that drills sign their reports with, and the entry in it: 32 bytes, base64. */
export const SIGNING_SECRET = "drill-signing-key";
export const SIGNING_ENTRY = "seed";

/** What only the pods of a drill are given. */
export const DRILL_SECRETS: readonly string[] = [IDENTITY_SECRET, SIGNING_SECRET];

/** Who signs the reports of an environment's drills: a name of `signers` in stacks/access.yaml. */
export const drillSigner = (environment: string) => `drill-${environment}`;

/** In which role: who may restore for real also vouches that it can be done. */
export const DRILL_ROLE = "platform-owner";

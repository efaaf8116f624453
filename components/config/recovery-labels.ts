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

import { stackRule } from "../engine/rule";
import { locksOf } from "./locks";
import { VAULT } from "./vault-key";

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
export const vaultLock = stackRule({
  id: "backups-vault-lock",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description: "A backup vault is locked where the environment's posture protects data.",
  why: "Whoever wants to do harm deletes the backups first, and so does a script with a wrong filter. In a locked vault no backup can be deleted before its time.",
  remediation:
    "Give the component BackupVault `lockedDays`, as components/data/backups.ts does where the posture protects data; of AWS Backup itself a `VaultLockConfiguration` with `minRetentionDays`, in every region that has a vault.",
  check: (stack, report, { environment: { settings } }) => {
    if (!settings.deletionProtection && settings.objectLockDays === 0) return;
    const least = Math.max(1, settings.objectLockDays);
    stack.each(VAULT, (vault) => {
      const locks = locksOf(stack, vault);
      if (locks.length === 0) {
        report(
          vault,
          `The vault is not locked, and this environment's posture protects data. Lock it with a VaultLockConfiguration whose minRetentionDays is ${least} or more.`,
        );
      }
      for (const lock of locks) {
        stack.decide(lock, () => {
          const days = lock.props.minRetentionDays ?? 0;
          if (days >= least) return;
          report(
            lock,
            `The lock takes backups that live ${days === 0 ? "for any time" : `only ${days} days`}; this environment's posture asks for ${least} days. Set minRetentionDays to ${least} or more.`,
          );
        });
      }
    });
  },
});

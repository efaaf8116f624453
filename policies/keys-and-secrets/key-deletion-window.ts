import { resourceRule } from "../engine/rule";

interface KeyProps {
  readonly deletionWindowInDays?: number;
}

/** What KMS and the provider take where nothing is said: aws.kms.Key's `deletionWindowInDays`. */
const DEFAULT_DAYS = 30;

/** A deleted key takes everything with it that it encrypted, backups and copies too. */
export const keyDeletionWindow = resourceRule<KeyProps>({
  id: "keys-and-secrets-key-deletion-window",
  checks: ["KMS-1"],
  severity: "high",
  level: "posture",
  description:
    "A deleted key can be brought back for at least the posture's kmsDeletionWindowDays.",
  why: "When the window is over, data, backups and replicas under the key are noise. It must be longer than it takes somebody to notice.",
  remediation:
    "Give `Keys` and `Buckets` the posture's kmsDeletionWindowDays, as components/on-aws/aws-cloud.ts does; for a key of your own, raise `deletionWindowInDays`.",
  types: [
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
  ],
  check: ({ props }, report, { environment }) => {
    const least = environment.settings.kmsDeletionWindowDays;
    const days = props.deletionWindowInDays ?? DEFAULT_DAYS;
    if (days >= least) return;
    report(
      `A deleted key is gone after ${days} days; expected at least ${least}, the posture's kmsDeletionWindowDays. Raise deletionWindowInDays.`,
    );
  },
});

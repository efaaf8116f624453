import { resourceRule } from "../engine/rule";

interface SecretProps {
  readonly recoveryWindowInDays?: number;
}

/** What the provider takes where nothing is said: aws.secretsmanager.Secret's `recoveryWindowInDays`. */
const DEFAULT_DAYS = 30;

/** Zero days delete at once and for good. */
export const secretRecovery = resourceRule<SecretProps>({
  id: "keys-and-secrets-secret-recovery",
  checks: ["SEC-1"],
  severity: "medium",
  level: "posture",
  description:
    "A deleted secret can be brought back for at least the posture's secretRecoveryDays.",
  why: "A secret deleted by mistake stops whatever signs in with it; without a window, a new one must be made and handed out while everything is down.",
  remediation:
    "Give `GeneratedSecret` the posture's secretRecoveryDays, as components/on-aws/tracking-on-aws.ts does; for a secret of your own, raise `recoveryWindowInDays`.",
  types: ["aws:secretsmanager/secret:Secret"],
  check: ({ props }, report, { environment }) => {
    const least = environment.settings.secretRecoveryDays;
    const days = props.recoveryWindowInDays ?? DEFAULT_DAYS;
    if (days >= least) return;
    report(
      `A deleted secret is gone after ${days} days; expected at least ${least}, the posture's secretRecoveryDays. Raise recoveryWindowInDays.`,
    );
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { secretRecovery } from "./secret-recovery";

const secret = (recoveryWindowInDays?: number | string) => ({
  type: "aws:secretsmanager/secret:Secret",
  props: { ...(recoveryWindowInDays !== undefined && { recoveryWindowInDays }) },
});

ruleCases(secretRecovery, {
  compliant: {
    "the posture's days": { given: secret(30) },
    "none in dev": { given: secret(0), environment: "dev" },
    "the provider's own 30 days": { given: secret() },
    "another type": { given: { type: "aws:kms/key:Key", props: { recoveryWindowInDays: 0 } } },
  },
  violating: {
    "none in prod": { given: secret(0), says: /gone after 0 days; expected at least 30/ },
    "none in staging": { given: secret(0), environment: "staging", says: /expected at least 7/ },
  },
  undecided: { "days that only a deployment knows": { given: secret(UNKNOWN_VALUE) } },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { LOCK } from "./locks";
import { noComplianceLock } from "./no-compliance-lock";

ruleCases(noComplianceLock, {
  compliant: {
    "governance mode": { given: { type: LOCK, props: { minRetentionDays: 35 } } },
    "another type": {
      given: { type: "aws:backup/vault:Vault", props: { changeableForDays: 3 } },
    },
  },
  violating: {
    "compliance mode": {
      given: { type: LOCK, props: { minRetentionDays: 35, changeableForDays: 3 } },
      says: /changeableForDays is set.*Leave it out/,
    },
    "compliance mode after days that only a deployment tells": {
      given: { type: LOCK, props: { changeableForDays: UNKNOWN_VALUE } },
      environment: "dev",
      says: /compliance mode/,
    },
  },
});

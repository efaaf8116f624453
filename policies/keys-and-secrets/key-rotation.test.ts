import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { keyRotation } from "./key-rotation";

const type = "aws:kms/key:Key";

ruleCases(keyRotation, {
  compliant: {
    "a rotated key": { given: { type, props: { enableKeyRotation: true } } },
    "a key that signs": { given: { type, props: { customerMasterKeySpec: "RSA_4096" } } },
    "a key of a store outside KMS": { given: { type, props: { customKeyStoreId: UNKNOWN_VALUE } } },
    "two years, where the pack is told so": {
      given: { type, props: { enableKeyRotation: true, rotationPeriodInDays: 730 } },
      config: { maximumDays: 730 },
    },
    "a replica, which follows its primary": { given: { type: "aws:kms/replicaKey:ReplicaKey" } },
  },
  violating: {
    "a key that says nothing": { given: { type }, says: /never rotated; expected rotation/ },
    "a key with rotation off": {
      given: {
        type,
        props: { customerMasterKeySpec: "SYMMETRIC_DEFAULT", enableKeyRotation: false },
      },
      says: /never rotated/,
    },
    "rotation every two years": {
      given: { type, props: { enableKeyRotation: true, rotationPeriodInDays: 730 } },
      says: /every 730 days; expected at most 365/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": {
      given: { type, props: { enableKeyRotation: UNKNOWN_VALUE } },
    },
  },
});

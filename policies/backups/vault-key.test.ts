import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { VAULT, vaultKey } from "./vault-key";

ruleCases(vaultKey, {
  compliant: {
    "a key that a deployment makes": {
      given: { type: VAULT, props: { kmsKeyArn: UNKNOWN_VALUE } },
    },
    "another type": { given: { type: "aws:glacier/vault:Vault", props: {} } },
  },
  violating: {
    "no key": {
      given: { type: VAULT, props: { tags: {} } },
      says: /kmsKeyArn is not set\. Give it/,
    },
    "no key, in dev": { given: { type: VAULT }, environment: "dev", says: /own key/ },
  },
});

import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { LOCK } from "./locks";
import { VAULT } from "./vault-key";
import { vaultLock } from "./vault-lock";

const vault = { type: VAULT, name: "vault", props: {} };
const lock = (minRetentionDays?: unknown) => ({
  type: LOCK,
  name: "lock",
  props: { backupVaultName: UNKNOWN_VALUE, minRetentionDays },
  from: { backupVaultName: ["vault"] },
});

ruleCases(vaultLock, {
  compliant: {
    "a locked vault": { given: [vault, lock(35)] },
    "a vault that is locked by name": {
      given: [
        { ...vault, props: { name: "kept" } },
        { type: LOCK, name: "lock", props: { backupVaultName: "kept", minRetentionDays: 30 } },
      ],
    },
    "dev, which is torn down": { given: vault, environment: "dev" },
    "no vault": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no lock": { given: vault, says: /not locked.*minRetentionDays is 30 or more/ },
    "a lock of another vault, in staging": {
      given: [
        { ...vault, props: { name: "open" } },
        { type: LOCK, name: "lock", props: { backupVaultName: "kept", minRetentionDays: 30 } },
      ],
      environment: "staging",
      at: [`${VAULT} vault`],
      says: /minRetentionDays is 7 or more/,
    },
    "a lock for fewer days": {
      given: [vault, lock(29)],
      at: [`${LOCK} lock`],
      says: /only 29 days; .* asks for 30 days/,
    },
    "a lock without days": {
      given: [vault, lock()],
      at: [`${LOCK} lock`],
      says: /live for any time/,
    },
  },
  undecided: {
    "days that only a deployment tells": { given: [vault, lock(UNKNOWN_VALUE)] },
  },
});

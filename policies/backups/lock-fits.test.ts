import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { lockFits } from "./lock-fits";
import { LOCK } from "./locks";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

const vault = { type: VAULT, name: "vault", props: {} };
const lock = (props: object): Given => ({
  type: LOCK,
  name: "lock",
  props: { backupVaultName: UNKNOWN_VALUE, ...props },
  from: { backupVaultName: ["vault"] },
});
const plan = (...rules: object[]): Given => ({
  type: PLAN,
  name: "plan",
  props: { rules },
  from: { rules: ["vault"] },
});
const kept = (deleteAfter: unknown) => ({ lifecycle: { deleteAfter } });

ruleCases(lockFits, {
  compliant: {
    "a plan within the lock": {
      given: [
        vault,
        lock({ minRetentionDays: 35, maxRetentionDays: 400 }),
        plan(kept(35), kept(372)),
      ],
    },
    "a vault without a lock": { given: [vault, plan(kept(1))] },
    "no plan": { given: [vault, lock({ minRetentionDays: 35 })] },
  },
  violating: {
    "backups that are over too soon, named once": {
      given: [vault, lock({ minRetentionDays: 35 }), plan(kept(7), kept(7), kept(372))],
      at: [`${PLAN} plan`],
      says: /keeps backups for 7 days, and the lock of its vault takes 35 or more/,
    },
    "backups that have no end": {
      given: [vault, lock({ minRetentionDays: 1, maxRetentionDays: 365 }), plan({})],
      environment: "dev",
      at: [`${PLAN} plan`],
      says: /for ever, .* takes 1 to 365/,
    },
    "copies that are over too soon": {
      given: [vault, lock({ minRetentionDays: 35 }), plan({ ...kept(35), copyActions: [kept(7)] })],
      at: [`${PLAN} plan`],
      says: /for 7 days/,
    },
  },
  undecided: {
    "days that only a deployment tells": {
      given: [vault, lock({ minRetentionDays: 35 }), plan(kept(UNKNOWN_VALUE))],
    },
  },
});

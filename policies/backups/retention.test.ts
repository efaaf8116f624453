import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { retention } from "./retention";

const type = "aws:backup/plan:Plan";
const plan = (...rules: object[]) => ({ type, props: { rules } });
const kept = (days: number) => ({ ruleName: "daily", lifecycle: { deleteAfter: days } });

ruleCases(retention, {
  compliant: {
    "prod's days, and an archive": { given: plan(kept(35), kept(372)) },
    "dev's days": { given: plan(kept(7)), environment: "dev" },
    "for ever": { given: plan({ ruleName: "yearly" }) },
    "as long as AWS keeps continuous backups": {
      given: plan({ ...kept(35), enableContinuousBackup: true }),
    },
    "a plan without rules, which another rule reports": { given: { type, props: {} } },
    "another type": {
      given: { type: "aws:backup/vault:Vault", props: { rules: [kept(1)] } },
    },
  },
  violating: {
    "fewer days than the posture": {
      given: plan(kept(34)),
      says: /Of rule "daily" backups are deleted after 34 days; .* promises 35/,
    },
    "copies that are gone before the original": {
      given: plan({ ...kept(35), copyActions: [{ lifecycle: { deleteAfter: 7 } }] }),
      says: /copies are deleted after 7 days/,
    },
    "continuous backups for a year": {
      given: plan({ ...kept(365), enableContinuousBackup: true }),
      says: /refuses continuous backups of rule "daily": they are kept for 365 days.*35 at most/,
    },
    "continuous backups without an end, in dev": {
      given: plan({ enableContinuousBackup: true }),
      environment: "dev",
      says: /a rule: they are kept for ever/,
    },
  },
  undecided: {
    "days that only a deployment tells": {
      given: plan({ lifecycle: { deleteAfter: UNKNOWN_VALUE } }),
    },
  },
});

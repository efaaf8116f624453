import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { secondRegion } from "./second-region";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

const us = { region: "us-east-1" };
const vault = { type: VAULT, name: "vault", provider: us };
const copies = { type: VAULT, name: "copies", provider: { region: "us-west-2" } };
const rule = (...destinations: string[]) => ({
  ruleName: "daily",
  copyActions: destinations.map((destinationVaultArn) => ({ destinationVaultArn })),
});
const plan = (rules: unknown, from: readonly string[]): Given => ({
  type: PLAN,
  name: "plan",
  props: { rules },
  from: { rules: from },
  provider: us,
});
const arnIn = (region: string) => `arn:aws:backup:${region}:111122223333:backup-vault:copies`;

ruleCases(secondRegion, {
  compliant: {
    "copies to a vault of the second region": {
      given: [vault, copies, plan([rule(UNKNOWN_VALUE)], ["vault", "copies"])],
    },
    "copies to a vault of another program": {
      given: [vault, plan([rule(arnIn("us-west-2"))], ["vault"])],
    },
    "staging, which has one region": {
      given: [vault, plan([rule()], ["vault"])],
      environment: "staging",
    },
    "no plan": { given: vault },
  },
  violating: {
    "no copies": {
      given: [vault, copies, plan([rule(UNKNOWN_VALUE), rule()], ["vault", "copies"])],
      at: [`${PLAN} plan`],
      says: /Backups of rule "daily" stay in their region.*copyActions/,
    },
    "copies within the region, by ARN": {
      given: [vault, plan([rule(arnIn("us-east-1"))], ["vault"])],
      at: [`${PLAN} plan`],
      says: /stay in their region/,
    },
    "copies within the region, by connection": {
      given: [vault, { ...copies, provider: us }, plan([rule(UNKNOWN_VALUE)], ["vault", "copies"])],
      at: [`${PLAN} plan`],
      says: /asks for a copy in a second one/,
    },
  },
  undecided: {
    "rules that only a deployment tells": { given: [vault, plan(UNKNOWN_VALUE, ["vault"])] },
  },
});

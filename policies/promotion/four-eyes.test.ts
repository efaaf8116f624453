import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { fourEyes } from "./four-eyes";
import { baseline, promoted, promotedBut, serving } from "./testing";

const alone = promotedBut({ approved_by: "petra", promoted_by: "petra" });

ruleCases(fourEyes, {
  compliant: {
    "two people": { given: serving() },
    "one person where the posture does not ask for two": {
      given: serving(alone),
      environment: "staging",
    },
    "a baseline": { given: serving(baseline) },
  },
  violating: {
    "one person": {
      given: serving(alone),
      says: /^current .+ is approved and promoted by petra; expected two people/,
    },
    "a rollback target by one person": {
      given: serving(promoted, alone),
      says: /^previous /,
    },
  },
  undecided: {
    "an unknown approver": { given: serving(promotedBut({ approved_by: UNKNOWN_VALUE })) },
  },
});

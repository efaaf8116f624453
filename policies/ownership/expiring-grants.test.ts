import { ruleCases } from "../engine/testing";
import { expiringGrants } from "./expiring-grants";
import { granting, requesting, STACK } from "./testing";

const SOON = "2026-11-22T12:00:00Z";

ruleCases(expiringGrants, {
  compliant: {
    "no grants": { given: STACK, context: granting() },
    "a grant for longer": { given: STACK, context: granting({ expires: "2026-11-22T12:00:01Z" }) },
    "a request, which gives nothing yet": {
      given: STACK,
      context: requesting({ expires: SOON }),
    },
    "a grant that is over, which another rule says": {
      given: STACK,
      context: granting({ expires: "2026-11-20T00:00:00Z" }),
    },
    "a shorter notice where that is configured": {
      given: STACK,
      context: granting({ expires: SOON }),
      config: { days: 0.5 },
    },
  },
  violating: {
    "a grant that ends within a day": {
      given: STACK,
      context: granting({ expires: SOON }),
      says: /^dana's grant for restore-artifact expires at 2026-11-22T12:00:00Z, within 1 day; .+dana and petra/,
    },
    "a longer notice where that is configured": {
      given: STACK,
      context: granting({}),
      config: { days: 60 },
      says: /within 60 days/,
    },
  },
});

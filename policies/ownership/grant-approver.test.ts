import { ruleCases } from "../engine/testing";
import { grantApprover } from "./grant-approver";
import { granting, requesting, STACK } from "./testing";

ruleCases(grantApprover, {
  compliant: {
    "no grants": { given: STACK, context: granting() },
    "a platform owner": { given: STACK, context: granting({}) },
    "a team lead, where the cell says approve": {
      given: STACK,
      context: granting({ action: "rotate-secrets", approver: "omar" }),
    },
    "a request that waits": { given: STACK, context: requesting({}) },
  },
  violating: {
    "the lead of another team": {
      given: STACK,
      context: granting({ action: "rotate-secrets", approver: "omar", team: "platform" }),
      says: /by omar, who may not: omar is team-lead \(rotate-secrets: approve\) of team support-ml, and of no other; expected one of petra/,
    },
    "in advance": {
      given: STACK,
      context: granting({ approved: "2026-11-21T12:00:01Z" }),
      says: /is approved at 2026-11-21T12:00:01Z, which is still to come/,
    },
    "the holder": {
      given: STACK,
      context: granting({ action: "rotate-secrets", identity: "petra" }),
      says: /^petra's grant for rotate-secrets is approved by its holder; expected one of omar\./,
    },
    "the holder, who alone may approve": {
      given: STACK,
      context: granting({ identity: "petra" }),
      says: /is approved by its holder; expected somebody else, and nobody may\. Give a role/,
    },
    "somebody who is only informed": {
      given: STACK,
      context: granting({ approver: "omar" }),
      says: /is approved by omar, who may not: omar is team-lead \(restore-artifact: informed\); expected one of petra\. Change/,
    },
  },
});

import { ruleCases } from "../engine/testing";
import { promoted, recording } from "../promotion/testing";
import { expiredGrants } from "./expired-grants";
import { granting, requesting, STACK } from "./testing";

const OVER = "2026-11-20T09:30:00Z";
const BEFORE = "2026-11-20T08:00:00Z";

/** Dana promoted what is served by a grant that is over since. */
function usedBy(promotedAt: string) {
  const used = { ...promoted, promoted_by: "dana", promoted_at: promotedAt };
  const { stacks } = granting({ action: "promote-artifact", approved: BEFORE, expires: OVER });
  const record = recording({ current: used, previous: used }).stacks;
  if (stacks === undefined || record === undefined) throw new Error("no files to change");
  return { ...granting(), stacks: { ...stacks, services: record.services } };
}

ruleCases(expiredGrants, {
  compliant: {
    "no grants": { given: STACK, context: granting() },
    "a grant that holds": { given: STACK, context: granting({}) },
    "a grant behind a version that is served": {
      given: STACK,
      context: usedBy("2026-11-20T09:00:00Z"),
    },
  },
  violating: {
    "a grant that is over": {
      given: STACK,
      context: granting({ expires: OVER }),
      says: /^dana's grant for restore-artifact expired at 2026-11-20T09:30:00Z; .+Remove it from grants in stacks\/access\.yaml\.$/,
    },
    "a grant that is over at this moment": {
      given: STACK,
      context: granting({ expires: "2026-11-21T12:00:00Z" }),
      says: /expired/,
    },
    "a request that nobody approved in time": {
      given: STACK,
      context: requesting({ expires: OVER }),
      says: /^dana's request for restore-artifact expired at/,
    },
    "a grant that was approved after the promotion": {
      given: STACK,
      context: usedBy("2026-11-20T07:59:59Z"),
      says: /^dana's grant for promote-artifact expired/,
    },
    "two of three": {
      given: STACK,
      context: granting({ expires: OVER }, {}, { identity: "mira", expires: OVER }),
      at: ["pulumi:pulumi:Stack towpath-prod", "pulumi:pulumi:Stack towpath-prod"],
      says: /^dana's/,
    },
    "a grant that was over before the promotion": {
      given: STACK,
      context: usedBy("2026-11-20T10:00:00Z"),
      says: /^dana's grant for promote-artifact expired/,
    },
  },
});

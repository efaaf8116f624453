import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { promoter } from "./promoter";
import { AFTER, baseline, promotedBut, serving } from "./testing";

const by = (promoted_by: unknown) => serving(promotedBut({ promoted_by }));
const at = (promoted_at: unknown) => serving(promotedBut({ promoted_at }));
const context = { now: AFTER };

/** Dana, a developer, may promote until some moment. */
function granted(expires: string) {
  const { stacks } = contextOf();
  const grant = {
    identity: "dana",
    action: "promote-artifact",
    reason: "stands in for mira",
    approver: "omar",
    expires,
  };
  return { now: AFTER, stacks: { ...stacks, access: { ...stacks.access, grants: [grant] } } };
}

ruleCases(promoter, {
  compliant: {
    "a model owner": { given: by("mira"), context },
    "a grant that held when it was used": {
      given: by("dana"),
      context: granted("2026-11-20T10:00:00Z"),
    },
    "a baseline": { given: serving(baseline), context },
  },
  violating: {
    nobody: { given: by(undefined), context, says: /has no promoted_by; expected one of mira/ },
    "a developer": { given: by("dana"), context, says: /was promoted by dana, who may not/ },
    "a team lead, who may only approve": {
      given: by("omar"),
      context,
      says: /omar is team-lead \(promote-artifact: approve\)/,
    },
    "a grant that was over": {
      given: by("dana"),
      context: granted("2026-11-20T08:00:00Z"),
      says: /was promoted by dana, who may not/,
    },
    "no moment": { given: at("yesterday"), context, says: /promoted_at yesterday; expected/ },
    "a moment to come": {
      given: at("2026-11-22T09:00:00Z"),
      context,
      says: /which is still to come/,
    },
  },
  undecided: { "an unknown login": { given: by(UNKNOWN_VALUE), context } },
});

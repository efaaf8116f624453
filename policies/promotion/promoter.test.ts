import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { promoter } from "./promoter";
import { AFTER, baseline, promotedBut, serving } from "./testing";

const by = (promoted_by: unknown) => serving(promotedBut({ promoted_by }));
const at = (promoted_at: unknown) => serving(promotedBut({ promoted_at }));
const context = { now: AFTER };

/** Dana, a developer, may promote from some moment until another, where developers may ask. */
function granted(approved: string, expires: string) {
  const { stacks } = contextOf();
  const { matrix } = stacks.access;
  const row = { ...matrix["promote-artifact"], developer: "request" as const };
  const grant = {
    identity: "dana",
    action: "promote-artifact",
    team: "support-ml",
    reason: "stands in for mira",
    requested: approved,
    approver: "omar",
    approved,
    expires,
  };
  const access = { ...stacks.access, matrix: { ...matrix, "promote-artifact": row } };
  return { now: AFTER, stacks: { ...stacks, access: { ...access, grants: [grant] } } };
}

/** The service's owner has no team. */
function elsewhere() {
  const { teams } = contextOf().stacks;
  return Object.fromEntries(
    Object.entries(teams).map(([name, team]) => [name, { ...team, owner: "platform" }]),
  );
}

ruleCases(promoter, {
  compliant: {
    "a model owner": { given: by("mira"), context },
    "a grant that held when it was used": {
      given: by("dana"),
      context: granted("2026-11-20T08:00:00Z", "2026-11-20T10:00:00Z"),
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
    "a model owner of another team": {
      given: by("mira"),
      context: { ...context, stacks: { ...contextOf().stacks, teams: elsewhere() } },
      says: /mira is model-owner \(promote-artifact: yes\) of team support-ml, and of no other/,
    },
    "a grant that was over": {
      given: by("dana"),
      context: granted("2026-11-20T07:00:00Z", "2026-11-20T08:00:00Z"),
      says: /was promoted by dana, who may not/,
    },
    "a grant that was approved afterwards": {
      given: by("dana"),
      context: granted("2026-11-20T09:30:00Z", "2026-11-20T10:00:00Z"),
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

import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { approver } from "./approver";
import { baseline, promotedBut, serving } from "./testing";

const by = (approved_by: unknown) => serving(promotedBut({ approved_by }));

const { stacks } = contextOf();
const { access, teams } = stacks;
const omar = { roles: ["team-lead"], team: "platform" };
const elsewhere = { ...stacks, access: { ...access, identities: { ...access.identities, omar } } };
const ownerless = {
  ...stacks,
  teams: Object.fromEntries(
    Object.entries(teams).map(([name, team]) => [name, { ...team, owner: "platform" }]),
  ),
};

ruleCases(approver, {
  compliant: {
    "a team lead, whose cell says approve": { given: by("omar") },
    "a platform owner, whose cell says yes": { given: by("petra") },
    "a baseline, which nobody approves": { given: serving(baseline) },
  },
  violating: {
    nobody: { given: by(undefined), says: /has no approved_by; expected one of mira, omar, petra/ },
    "a developer": {
      given: by("dana"),
      says: /is approved by dana, who may not approve: dana is developer \(promote-artifact: no\)/,
    },
    "the lead of another team": {
      given: by("omar"),
      context: { stacks: elsewhere },
      says: /who may not approve: omar is team-lead \(promote-artifact: approve\) of team platform, and of no other; expected one of mira, petra/,
    },
    "the lead of a team, where the service's owner has none": {
      given: by("omar"),
      context: { stacks: ownerless },
      says: /of team support-ml, and of no other; expected one of petra\./,
    },
    "somebody unknown": { given: by("eve"), says: /eve is not in stacks\/access\.yaml/ },
  },
  undecided: { "an unknown login": { given: by(UNKNOWN_VALUE) } },
});

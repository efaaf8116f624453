import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { approver } from "./approver";
import { baseline, promotedBut, serving } from "./testing";

const by = (approved_by: unknown) => serving(promotedBut({ approved_by }));

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
    "somebody unknown": { given: by("eve"), says: /eve is not in stacks\/access\.yaml/ },
  },
  undecided: { "an unknown login": { given: by(UNKNOWN_VALUE) } },
});

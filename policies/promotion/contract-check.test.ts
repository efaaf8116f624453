import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { contractCheck } from "./contract-check";
import { baseline, promotedBut, serving } from "./testing";

const checked = (contract_check: unknown) => serving(promotedBut({ contract_check }));

ruleCases(contractCheck, {
  compliant: {
    "a check that passed": { given: serving() },
    "a baseline": { given: serving(baseline) },
  },
  violating: {
    "no check": { given: checked(undefined), says: /result missing; expected "pass"/ },
    "a check that failed": {
      given: checked({ result: "fail", at: "2026-11-20T09:00:00Z" }),
      says: /result fail/,
    },
    "a check at no time": { given: checked({ result: "pass" }), says: /at missing/ },
    "a check after the promotion": {
      given: checked({ result: "pass", at: "2026-11-20T09:00:01Z" }),
      says: /was promoted at .+, before its contract check/,
    },
  },
  undecided: {
    "an unknown result": { given: checked({ result: UNKNOWN_VALUE, at: "2026-11-20T09:00:00Z" }) },
  },
});

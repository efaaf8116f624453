import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rollbackTarget } from "./rollback-target";
import { baseline, earlier, NONE, promoted, promotedBut, serving } from "./testing";

ruleCases(rollbackTarget, {
  compliant: {
    "the baseline": { given: serving(promoted, baseline) },
    "an earlier version": { given: serving(promoted, earlier) },
    "a service before its first promotion": { given: serving(baseline, baseline) },
  },
  violating: {
    "no target": { given: serving(promoted, NONE), says: /^No previous version is declared/ },
    "the same artifact again": {
      given: serving(promoted, promotedBut({ model_version: "another-name" })),
      says: /are the same artifact, a{12}…/,
    },
  },
  undecided: {
    "an unknown artifact": {
      given: serving(
        promoted,
        promotedBut({ artifact: { ...earlier.artifact, sha256: UNKNOWN_VALUE } }),
      ),
    },
  },
});

import { stackRule } from "../engine/rule";
import { inUseText } from "./in-use-text";

/** A lifted violation is seen: nothing is exempted in silence. */
export const inUse = stackRule({
  id: "exceptions-in-use",
  checks: [],
  severity: "low",
  level: "advice",
  exemptible: "no",
  description: "A violation that an exception lifts is told, with its reason, owner and last day.",
  why: "An exception that nobody sees becomes the rule: the next reader takes what it allows for what is right.",
  remediation:
    "Nothing has to be done before the exception's last day. Then mend the resource, or write a new entry in policies/exceptions.yaml and have it reviewed.",
  check: (_stack, report, { ledger }) => {
    for (const use of ledger?.uses ?? []) report(use.at, inUseText(use));
  },
});

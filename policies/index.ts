import { PolicyPack } from "@pulumi/policy";
import { getStack, RunError } from "@pulumi/pulumi";
import { UserError } from "../lib/errors";
import { asPolicies } from "./engine/as-policy";
import { loadContext } from "./engine/context";
import { readOnce } from "./engine/one-reading";
import { decodeOnce } from "./engine/questions";
import { openLedger } from "./exceptions/read";
import { RULES } from "./rules";

readOnce();
decodeOnce();

/** What rules know besides resources; a mistake there is the reader's to mend, so it comes without a stack. */
function known() {
  try {
    const context = loadContext(getStack());
    return { ...context, ledger: openLedger(RULES, context) };
  } catch (error) {
    if (error instanceof UserError) throw new RunError(error.message);
    throw error;
  }
}

/** Every rule, at the levels that the environment's posture asks for, with the exceptions of its stack. */
new PolicyPack("towpath", { policies: asPolicies(RULES, known()) });

import { PolicyPack } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi";
import { asPolicies } from "./engine/as-policy";
import { loadContext } from "./engine/context";
import { readOnce } from "./engine/one-reading";
import { openLedger } from "./exceptions/read";
import { RULES } from "./rules";

readOnce();

const context = loadContext(getStack());

/** Every rule, at the levels that the environment's posture asks for, with the exceptions of its stack. */
new PolicyPack("towpath", {
  policies: asPolicies(RULES, { ...context, ledger: openLedger(RULES, context) }),
});

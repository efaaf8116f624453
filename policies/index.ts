import { PolicyPack } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi";
import { asPolicies, NO_EXEMPTIONS } from "./engine/as-policy";
import { loadContext } from "./engine/context";
import { readOnce } from "./engine/one-reading";
import { RULES } from "./rules";

readOnce();

/** Every rule, at the levels that the environment's posture asks for. */
new PolicyPack("towpath", { policies: asPolicies(RULES, loadContext(getStack()), NO_EXEMPTIONS) });

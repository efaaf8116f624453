import { userInfo } from "node:os";
import { loadStacks } from "../../../components/config/load";
import { can } from "../access/can";
import type { Context } from "../context";
import { whoAmI } from "../identity";

/** The action of stacks/access.yaml that a real restore is. */
const ACTION = "restore-artifact";

/**
 * Who runs a drill, by stacks/access.yaml. A drill touches nothing that is in use, so anybody may run
 * one; the report says who did, and whether they might restore for real.
 */
export function whoDrills(
  context: Context,
  said: string | undefined,
): { run_by: string; roles: readonly string[]; may_restore: boolean } {
  const { access } = loadStacks(context.paths.root);
  const run_by = whoOrUser(context, said);
  const identity = Object.hasOwn(access.identities, run_by) ? access.identities[run_by] : undefined;
  if (identity === undefined) return { run_by, roles: [], may_restore: false };
  const { allowed } = can(access, run_by, ACTION, context.now());
  return { run_by, roles: identity.roles, may_restore: allowed };
}

function whoOrUser(context: Context, said: string | undefined): string {
  try {
    return whoAmI(context, said);
  } catch {
    // On a machine without Git's user.name.
    return userInfo().username;
  }
}

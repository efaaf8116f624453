import { type Access, rightOf } from "../access";
import { ACTIONS } from "./actions";
import { meaningOf } from "./meaning";

/** The roles whose people may read the first value of secrets that their first user replaces. Sorted. */
export function firstUseReaders(access: Access): string[] {
  return Object.entries(access.roles ?? {})
    .filter(([role, { reach }]) =>
      Object.keys(ACTIONS).some((action) =>
        meaningOf(action, rightOf(access, role, action), reach).iam.some(
          ({ on }) => on === "first-use-secrets",
        ),
      ),
    )
    .map(([role]) => role)
    .sort();
}

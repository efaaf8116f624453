import type { YamlProblem } from "../../lib/zod-issues";
import { mustBeKey, mustBeOwner } from "./cross-check";
import type { Ownership } from "./ownership";

/**
 * Every rotation is an active owner's duty, and its days are of environments that there are. What is
 * late, the policies say: a file that was right yesterday still loads today.
 */
export function rotationProblems(
  ownership: Ownership,
  environments: readonly string[],
): YamlProblem[] {
  const known = Object.fromEntries(environments.map((name) => [name, true]));
  return Object.entries(ownership.secrets).flatMap(([secret, { owner, rotated }]) => [
    ...mustBeOwner(["secrets", secret, "owner"], owner, ownership),
    ...Object.keys(rotated).flatMap((environment) =>
      mustBeKey(["secrets", secret, "rotated", environment], environment, known, "stacks/Pulumi.*"),
    ),
  ]);
}

import { execFileSync } from "node:child_process";
import { type Access, accessSchema } from "../../../components/config/access";
import { loadStacks } from "../../../components/config/load";
import { parseYaml } from "../../../lib/yaml-file";
import type { Tombstone } from "../../recovery/tombstone";
import { gitPrefix } from "../context";
import { noRightToDelete } from "./rights";

const FILE = "stacks/access.yaml";

/**
 * Had the people of a tombstone the right? By the matrix of today, or by that of the commit that it
 * names: who has left since had it then. It is a statement, not a proof: a tombstone is not signed.
 */
export function rightsThen(root: string): (stone: Tombstone) => string | undefined {
  const { access } = loadStacks(root);
  return (stone) => {
    const people = { deleter: stone.deleted_by, approver: stone.approved_by };
    const at = new Date(stone.deleted_at);
    const today = noRightToDelete(access, people, teamsAt(access, people), at);
    if (today === undefined) return undefined;
    const then = accessAt(root, stone.commit);
    if (then === undefined) return today;
    return noRightToDelete(then, people, teamsAt(then, people), at);
  };
}

/**
 * The teams that the two are asked about. Whose the version was is not in the tombstone: the approver's
 * own team stands for it, so that a lead is not refused for a service that changed hands.
 */
function teamsAt(access: Access, { approver }: { approver: string }): string[] {
  const team = Object.hasOwn(access.identities, approver)
    ? access.identities[approver]?.team
    : undefined;
  return team === undefined ? [] : [team];
}

function accessAt(root: string, commit: string | null): Access | undefined {
  const [id = ""] = /^[0-9a-f]{40}/.exec(commit ?? "") ?? [];
  if (id === "") return undefined;
  try {
    const text = execFileSync("git", ["show", `${id}:${gitPrefix(root)}${FILE}`], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return parseYaml(text, accessSchema, `${FILE} at ${id}`).value;
  } catch {
    // No such commit here, or a file that nobody can read: the matrix of today decides.
    return undefined;
  }
}

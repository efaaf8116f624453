import { execFileSync } from "node:child_process";
import { InputError } from "../../lib/errors";
import type { Context } from "./context";

/**
 * Who runs the command: what an option says, else TOWPATH_IDENTITY, else Git's user.name.
 * It is a statement, not a proof: what counts is the reviewed commit and the pipeline's own login.
 * @param option its name, for the hint
 * @throws InputError where nothing says who
 */
export function whoAmI(context: Context, said: string | undefined, option = "--as"): string {
  const who = said ?? context.env.TOWPATH_IDENTITY ?? gitUser(context.paths.root);
  if (who === undefined || who === "") {
    throw new InputError("who you are is not known.", {
      hint: `Say who you are, as stacks/access.yaml names you: ${option} <identity>, or set TOWPATH_IDENTITY.`,
    });
  }
  return who;
}

function gitUser(root: string): string | undefined {
  try {
    return execFileSync("git", ["config", "user.name"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

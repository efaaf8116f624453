import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { InputError, messageOf } from "../../../lib/errors";

const run = promisify(execFile);

/**
 * Checks out a Git ref beside the project, for as long as the work takes. Packages are this
 * checkout's: what a change of package-lock.json does is not seen.
 * @throws InputError when the ref is not a commit
 */
export async function withCheckout<T>(
  root: string,
  ref: string,
  work: (root: string, commit: string) => Promise<T>,
): Promise<T> {
  const git = async (...args: string[]) => (await run("git", ["-C", root, ...args])).stdout.trim();
  const commit = await git(
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  ).catch((error: unknown) => {
    throw new InputError(`--against: "${ref}" is not a commit of this repository`, {
      hint: "Give a branch, a tag or a commit: `git branch --all` lists the branches. A shallow clone has only its last commit; `git fetch --unshallow` brings the others.",
      cause: error,
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "towpath-against-"));
  const tree = join(folder, "checkout");
  try {
    await git("worktree", "add", "--detach", "--force", tree, commit);
    const below = await git("rev-parse", "--show-prefix");
    const project = join(tree, below);
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    return await work(project, commit);
  } catch (error) {
    if (messageOf(error).includes("git worktree")) {
      throw new InputError(`--against: git could not check out ${ref}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    await git("worktree", "remove", "--force", tree).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

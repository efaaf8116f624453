import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../lib/errors";
import type { Reporter } from "./output";

/** Where this checkout keeps what it makes. Nothing below `state` is ever committed. */
export interface Paths {
  /** The project's root: the folder of Pulumi.yaml. */
  readonly root: string;
  /** `.towpath/`, or TOWPATH_STATE. */
  readonly state: string;
  /** Python environment of the embedded tracking server, shared by all states; or TOWPATH_VENV. */
  readonly venv: string;
  /** Artifacts by the digest of their manifest. */
  readonly artifacts: string;
  readonly logs: string;
  readonly lastRun: string;
  readonly lastEval: string;
  readonly quarantine: string;
  /** Promotion records of the `local` environment. */
  readonly localServices: string;
  /** One folder a served model: which artifact it serves, and its process. */
  readonly serving: string;
}

/** What every command gets. */
export interface Context {
  readonly paths: Paths;
  readonly report: Reporter;
  /** The environment's variables; commands read them only from here. */
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
}

/**
 * Finds the project around a folder.
 * @throws InputError outside of a Towpath checkout
 */
export function findPaths(from: string, env: NodeJS.ProcessEnv): Paths {
  const root = findRoot(from);
  const state = resolve(env.TOWPATH_STATE ?? join(root, ".towpath"));
  return {
    root,
    state,
    venv: resolve(env.TOWPATH_VENV ?? join(root, ".towpath", "venv")),
    artifacts: join(state, "artifacts"),
    logs: join(state, "logs"),
    lastRun: join(state, "last-run.json"),
    lastEval: join(state, "last-eval.json"),
    quarantine: join(state, "quarantine"),
    localServices: join(state, "services"),
    serving: join(state, "serving"),
  };
}

function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, "Pulumi.yaml");
    if (existsSync(file) && /^name: towpath\b/m.test(readFileSync(file, "utf8"))) return folder;
    if (folder === dirname(folder)) {
      throw new InputError(
        `${resolve(from)} is not inside a Towpath checkout: no Pulumi.yaml with "name: towpath" here or above.`,
        { hint: "Change into the checkout and run the command again." },
      );
    }
  }
}

/** The checkout's folder inside of its Git repository, `platform/`; empty at its root or outside. */
export function gitPrefix(root: string): string {
  try {
    return execFileSync("git", ["rev-parse", "--show-prefix"], {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
      encoding: "utf8",
    }).trim();
  } catch {
    return "";
  }
}

/**
 * The commit of the checkout; null outside Git or before the first commit. With uncommitted changes
 * it ends in `-dirty`: nobody can check that code out again.
 */
export function gitCommit(root: string): string | null {
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
      encoding: "utf8",
    }).trim();
  try {
    const commit = git("rev-parse", "--verify", "HEAD");
    return git("status", "--porcelain") === "" ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}

import type { ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./compile";

/** How to start Node.js on one of the SDK's entry points. */
export interface NodeStart {
  /** Before the script's path. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends the process: at once, or with time to write its compiled code down the first time. */
  end(child: ChildProcess): void;
}

/** How long a first run may take to write its compiled code. */
const WRITE_MS = 5_000;

/** Starts with the packages' compiled code at hand, where dist/ has the preload that keeps it. */
export function nodeStart(root: string, kind: "program" | "pack", stackFrames: number): NodeStart {
  const frames = `--stack-trace-limit=${stackFrames}`;
  const preload = join(__dirname, "preview-preload.js");
  // Under vitest the sources run as they are, and there is no dist/ beside them.
  if (!existsSync(preload)) return { args: [frames], env: {}, end: kill };
  const installed = statSync(join(root, "node_modules/.package-lock.json"), {
    throwIfNoEntry: false,
  });
  const stamp = `${process.version}-${process.arch}-${Math.round(installed?.mtimeMs ?? 0).toString(36)}`;
  const file = join(cacheFolder(root), `${kind}-${stamp}.v8`);
  return {
    args: [frames, "--require", preload],
    env: { TOWPATH_CODE_CACHE: file },
    end: existsSync(file) ? kill : letWrite,
  };
}

function kill(child: ChildProcess): void {
  child.kill("SIGKILL");
}

function letWrite(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(kill, WRITE_MS, child);
  child.once("close", () => {
    clearTimeout(timer);
  });
}

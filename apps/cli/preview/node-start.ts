import type { ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../lib/digest";
import { cacheFolder } from "./compile";

/** How to start Node.js on one of the SDK's entry points. */
export interface NodeStart {
  /** Before the script's path. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends the process: at once, or with time to write its compiled code down the first time. */
  end(child: ChildProcess): void;
}

/** Frames of each stack in a usual run: taking more of them costs a third of the time. */
export const FEW_FRAMES = 2;

/** How long a first run may take to write its compiled code. */
const WRITE_MS = 5_000;

/** Starts with the packages' compiled code at hand, where dist/ has the preload that keeps it. */
export function nodeStart(root: string, kind: "program" | "pack", stackFrames: number): NodeStart {
  const usual = [
    `--stack-trace-limit=${stackFrames}`,
    // MiB. Thousands of short-lived promises: fewer collections of the young are worth the memory, from
    // the start.
    "--min-semi-space-size=64",
    "--max-semi-space-size=64",
  ];
  const preload = join(__dirname, "preview-preload.js");
  // Under vitest the sources run as they are, and there is no dist/ beside them.
  if (!existsSync(preload)) return { args: usual, env: {}, end: kill };
  const installed = statSync(join(root, "node_modules/.package-lock.json"), {
    throwIfNoEntry: false,
  });
  // V8 refuses code that was compiled under other flags.
  const flags = sha256(usual.join(" ")).slice(0, 8);
  const stamp = `${process.version}-${process.arch}-${Math.round(installed?.mtimeMs ?? 0).toString(36)}-${flags}`;
  const file = join(cacheFolder(root), `${kind}-${stamp}.v8`);
  return {
    args: [...usual, "--require", preload],
    env: {
      TOWPATH_CODE_CACHE: file,
      ...(stackFrames <= FEW_FRAMES ? { TOWPATH_PLAIN_STACKS: "1" } : {}),
    },
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

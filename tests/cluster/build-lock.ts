import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf } from "../../apps/cli/processes";

/** Milliseconds between two looks at a lock that another process holds. */
const LOOK_MS = 500;
/** Milliseconds after which a lock that names nobody was left by a process that died writing it. */
const UNNAMED_MS = 10_000;

/**
 * Runs work that one process of this machine at a time should do. A lock whose process is gone is
 * taken over. It saves work and no more: what it guards must bear two at once, because a process id
 * may be another program's by now.
 */
export async function whileLocked<T>(
  file: string,
  onProgress: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file)) {
    const holder = holderOf(file);
    const gone = holder === undefined ? ageMs(file) > UNNAMED_MS : commandOf(holder) === undefined;
    if (gone) discard(file, holder);
    else {
      onProgress(`waiting for process ${holder ?? "?"}, which builds the same`);
      await sleep(LOOK_MS);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** The process that a lock names; undefined when it is gone, or not written yet. */
function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function ageMs(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** Removes a dead process's lock, by a name of our own, so that of two who try only one succeeds. */
function discard(file: string, holder: number | undefined): void {
  const own = `${file}.${process.pid}`;
  try {
    renameSync(file, own);
    // Somebody else took it over since the look: give it back.
    if (holderOf(own) === holder) rmSync(own, { force: true });
    else renameSync(own, file);
  } catch {
    // Gone already: the next attempt sees who has it.
  }
}

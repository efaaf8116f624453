import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { RefusedError } from "../../../lib/errors";
import { commandOf } from "../processes";

const holderSchema = z.object({ pid: z.number().int(), command: z.string(), token: z.string() });
type Holder = z.output<typeof holderSchema>;

/** How to wait for a lock. */
export interface LockOptions {
  /** Milliseconds to wait for a living holder. @default 900000 */
  readonly patienceMs?: number;
  /** Told once, when somebody else holds the lock. */
  readonly onWait?: (pid: number) => void;
}

/**
 * Does work that only one process at a time may do. The lock is a file that names its holder; a
 * holder that died (or whose id now belongs to another program) has lost it.
 * @throws RefusedError when a living holder keeps it longer than the patience
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const token = randomUUID();
  const until = Date.now() + (options.patienceMs ?? 900_000);
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path, token)) {
    const holder = read(path);
    if (holder === undefined || !isAlive(holder)) {
      release(path, holder?.token);
      continue;
    }
    if (!told) options.onWait?.(holder.pid);
    told = true;
    if (Date.now() > until) {
      throw new RefusedError(
        `${path}: held by process ${holder.pid} all the time; expected it free`,
        {
          hint: "Wait for that process or stop it, and run the command again.",
        },
      );
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    release(path, token);
  }
}

/** Makes the lock file in one step: written beside it, then linked, which fails if it exists. */
function take(path: string, token: string): boolean {
  const holder: Holder = { pid: process.pid, command: commandOf(process.pid) ?? "", token };
  const beside = `${path}.${token}`;
  writeFileSync(beside, JSON.stringify(holder));
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(beside);
  }
}

/**
 * Removes the lock if it still is the one with this token. Moved away first: of two that give up
 * the same dead holder only one gets the file, and what it got it looks at again.
 */
function release(path: string, token: string | undefined): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== undefined && moved.token !== token) {
    try {
      // Somebody else's, taken in the meantime: back, unless a third one has it by now.
      linkSync(aside, path);
    } catch {
      // The third one holds it.
    }
  }
  rmSync(aside, { force: true });
}

function read(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

function isAlive({ pid, command }: Holder): boolean {
  return commandOf(pid) === command;
}

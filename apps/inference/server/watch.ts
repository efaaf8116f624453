import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Calls back whenever what lies at a path is not what was there at the last look.
 *
 * It polls, because file events are not delivered for every file system that a volume can be
 * (NFS, EFS) and miss a swapped link higher up. It looks asynchronously: a stuck file system must
 * not stop requests.
 */
export class Watcher {
  #timer: NodeJS.Timeout | undefined;
  #seen: string | undefined;

  /**
   * @param fingerprint names what is there now
   * @param changed must not throw
   */
  constructor(
    private readonly fingerprint: () => Promise<string>,
    private readonly changed: () => void,
    private readonly intervalMs: number,
  ) {}

  /** Looks now and then every `intervalMs` after the last look ended. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const found = await this.fingerprint();
    if (this.#seen !== found) {
      this.#seen = found;
      this.changed();
    }
    this.#timer = setTimeout(() => void this.look(), this.intervalMs);
    this.#timer.unref();
  }

  /** Stops looking. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** What tells one state of a file from another: where it really is, and its inode, size and time. */
export async function fileFingerprint(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    const { ino, size, mtimeMs } = await stat(real);
    return `${real} ${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return `unreadable: ${String(error)}`;
  }
}

/** Of an artifact: manifest.json, which is written last. */
export function manifestFingerprint(directory: string): Promise<string> {
  return fileFingerprint(join(directory, "manifest.json"));
}

/** Of a refused artifact: every file, because any of them may be put right. */
export async function directoryFingerprint(directory: string): Promise<string> {
  try {
    const real = dirname(await realpath(join(directory, "manifest.json")));
    const names = (await readdir(real)).sort().slice(0, 200);
    return (await Promise.all(names.map((name) => fileFingerprint(join(real, name))))).join("\n");
  } catch (error) {
    return `unreadable: ${String(error)}`;
  }
}

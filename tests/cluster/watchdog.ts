import { type ChildProcess, spawn } from "node:child_process";

/**
 * Reads process ids until its input ends, which happens when whoever started it is gone, however it
 * went: then it kills them and removes the folder.
 */
const SCRIPT = `while read -r pid; do pids="$pids $pid"; done
kill -KILL $pids 2>/dev/null
eval "$2"
rm -rf -- "$1"`;

/**
 * Cleans up behind a test process that ends without doing so itself: Ctrl+C, a killed worker, a lost
 * terminal. Node.js offers no way to tie a child's life to one's own.
 */
export class Watchdog {
  private readonly child: ChildProcess;

  /**
   * @param folder removed with the processes
   * @param commands shell commands to run in between
   */
  constructor(folder: string, commands = ":") {
    this.child = spawn("sh", ["-c", SCRIPT, "watchdog", folder, commands], {
      // A session of its own: Ctrl+C goes to everything in the terminal's.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.child.unref();
  }

  /** From now on a process goes with this one. */
  watch(pid: number): void {
    this.child.stdin?.write(`${pid}\n`);
  }

  /** Everything is in order: it ends without doing anything. */
  async dismiss(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.kill("SIGKILL")) await gone;
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Watchdog } from "./watchdog";

/** Milliseconds that a program gets to end by itself before it is killed. */
const STOP_LIMIT_MS = 10_000;
/** Lines of a log that a failure shows. */
const LOG_LINES = 15;

/** What the programs of one control plane share. */
export interface Keeping {
  /** Folder for `NAME.log`. */
  readonly logs: string;
  /** Ends them when this process can not. */
  readonly watchdog: Watchdog;
}

/** A program of the control plane, its output in a file of its own. */
export class ManagedProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private ending = "";

  /** Starts it. */
  constructor(
    readonly name: string,
    path: string,
    args: readonly string[],
    private readonly keeping: Keeping,
  ) {
    const log = openSync(this.log, "a");
    this.child = spawn(path, args, {
      // No home of the reader's, with its kubeconfig and its kwok.yaml.
      env: { PATH: process.env.PATH, HOME: keeping.logs },
      cwd: keeping.logs,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    if (this.child.pid !== undefined) keeping.watchdog.watch(this.child.pid);
    this.ended = new Promise((resolve) => {
      const note = (how: string) => {
        this.ending ||= how;
        resolve();
      };
      this.child.once("error", (error) => {
        note(error.message);
      });
      this.child.once("exit", (code, signal) => {
        note(signal ?? `exit code ${String(code)}`);
      });
    });
  }

  /** Where its output goes. */
  get log(): string {
    return join(this.keeping.logs, `${this.name}.log`);
  }

  /** The process id; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws Error with the end of its log when it does not run any more */
  mustRun(): void {
    if (this.ending === "") return;
    throw new Error(`${this.name} ended (${this.ending}):\n${this.lastLines()}`);
  }

  /** The last lines of its log, that a message may show. */
  lastLines(): string {
    return readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");
  }

  /** Ends it: asked to at first, killed after 10 s. Safe when it is gone already. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.ending === "") this.child.kill(signal);
    const kill = setTimeout(() => this.child.kill("SIGKILL"), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(kill);
  }
}

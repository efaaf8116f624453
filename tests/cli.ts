import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command line left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line with a state folder of its own, so that tests touch nobody's trial. */
export class Cli {
  readonly state = mkdtempSync(join(tmpdir(), "towpath-state-"));

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  /** Runs a command as a process. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const { MLFLOW_TRACKING_URI: _uri, ...inherited } = process.env;
      const child = spawn(process.execPath, ["bin/towpath.js", ...args], {
        env: { ...inherited, NO_COLOR: "1", TOWPATH_STATE: this.state, ...this.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.once("error", reject);
      child.once("close", (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Runs a command with --json and gives what it printed; fails on another exit code. */
  async json<T>(args: readonly string[], code = 0): Promise<T> {
    const ran = await this.run([...args, "--json"]);
    if (ran.code !== code) {
      throw new Error(
        `towpath ${args.join(" ")}: exit ${ran.code ?? "none"}\n${ran.stderr}${ran.stdout}`,
      );
    }
    return JSON.parse(ran.stdout) as T;
  }

  /** Stops what the commands started and removes the state. */
  async close(): Promise<void> {
    await this.run(["stop"]);
    rmSync(this.state, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { RefusedError } from "../../../lib/errors";
import { parseEvent } from "./event";

/** How to start the bundled inference server. */
export interface ServerOptions {
  /** The server: `dist/inference.js`, wherever it lies. */
  readonly program: string;
  /** The artifact's folder; a symbolic link is followed at each reload. */
  readonly artifact: string;
  /** TCP port on loopback; 0 picks a free one. */
  readonly port: number;
  /** Further settings of the server, as its environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The bundled server of a checkout. */
export function bundledServer(root: string): string {
  return join(root, "dist", "inference.js");
}

/** A server of our own that listens. */
export interface RunningServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks it to drain and waits until it is gone. */
  stop(): Promise<void>;
}

/** What a server process needs to run, however it is started. */
export function serverCommand(options: ServerOptions): {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
} {
  return {
    command: process.execPath,
    args: [options.program],
    env: {
      ...process.env,
      TOWPATH_ENVIRONMENT: "local",
      HOST: "127.0.0.1",
      ...options.settings,
      TOWPATH_ARTIFACT: options.artifact,
      PORT: String(options.port),
    },
  };
}

/**
 * Starts a server for a check and waits until its artifact is loaded.
 * @throws RefusedError with the server's own reason when it refuses the artifact or dies
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { command, args, env } = serverCommand(options);
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    const port = await readyPort(child);
    return { url: `http://127.0.0.1:${port}`, process: child, stop };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** Starts a server that outlives this process, its log in a file. */
export function startDetached(options: ServerOptions, logFile: string): number {
  const { command, args, env } = serverCommand(options);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const child = spawn(command, args, { env, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new RefusedError(`${command} could not be started`);
  return child.pid;
}

/** Reads the server's log lines until it listens with a loaded artifact. */
function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let port: number | undefined;
    let loaded = false;
    const errors: string[] = [];
    const refuse = (reason: string) => {
      reject(new RefusedError(`the inference server refused to start: ${reason}`));
    };
    child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
    child.once("error", (error) => {
      refuse(error.message);
    });
    child.once("exit", (code) => {
      refuse(errors.join("").trim() || `it exited with code ${code ?? "none"}`);
    });
    if (child.stdout === null) return;
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (text) => {
      const line = parseEvent(text);
      if (line.event === "listening") port = Number(line.port);
      if (line.event === "artifact_loaded") loaded = true;
      if (line.event === "artifact_refused") refuse(String(line.reason));
      if (port !== undefined && loaded) resolve(port);
    });
  });
}

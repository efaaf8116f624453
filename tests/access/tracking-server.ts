import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureVenv } from "../../apps/cli/tracking/venv";
import { authConfig } from "../../components/tracking/database-uri";
import { UserError } from "../../lib/errors";
import { freePorts } from "../cluster/free-ports";

const STATE = join(__dirname, "..", "..", ".towpath");

/** A real MLflow with users, on loopback. */
export interface TrackingServer {
  readonly uri: string;
  /** Ends the process. */
  stop(): void;
}

/** The Python of MLflow, and what it needs for users; or why there is none, for people. */
export async function findTracking(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly python: string; readonly packages: string } | { readonly reason: string }> {
  const onProgress = () => undefined;
  try {
    const python = await ensureVenv({
      ...{ env, onProgress, venv: join(STATE, "venv"), logs: join(STATE, "logs") },
    });
    const users = await ensureVenv({
      ...{ env, onProgress, venv: join(STATE, "tracking-users-venv") },
      logs: join(STATE, "logs", "tracking-users"),
      requirements: join(__dirname, "tracking-requirements.txt"),
      what: "what MLflow's users need",
    });
    const lib = join(dirname(dirname(users)), "lib");
    const [version = ""] = readdirSync(lib);
    return { python, packages: join(lib, version, "site-packages") };
  } catch (error) {
    // No Python, or no package index in reach; anything else is a bug.
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/**
 * Starts it with the very configuration that components/tracking gives it, but for the database: SQLite.
 * @param folder an empty one
 */
export async function startTrackingServer(
  found: { readonly python: string; readonly packages: string },
  folder: string,
  adminPassword: string,
): Promise<TrackingServer> {
  mkdirSync(join(folder, "artifacts"), { recursive: true });
  const config = join(folder, "basic_auth.ini");
  const users = authConfig(`sqlite:///${join(folder, "users.db")}`, "NO_PERMISSIONS");
  writeFileSync(config, users, { mode: 0o600 });
  const [port] = await freePorts(1);
  const child = spawn(
    found.python,
    [
      ...["-m", "mlflow", "server", "--app-name", "basic-auth", "--workers", "1"],
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...["--backend-store-uri", `sqlite:///${join(folder, "runs.db")}`],
      ...["--artifacts-destination", join(folder, "artifacts")],
    ],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        PYTHONPATH: found.packages,
        MLFLOW_AUTH_CONFIG_PATH: config,
        MLFLOW_AUTH_ADMIN_USERNAME: "admin",
        MLFLOW_AUTH_ADMIN_PASSWORD: adminPassword,
        MLFLOW_FLASK_SERVER_SECRET_KEY: adminPassword,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
        MLFLOW_DISABLE_TELEMETRY: "true",
        DO_NOT_TRACK: "true",
      },
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  }
  const uri = `http://127.0.0.1:${port}`;
  const stop = () => {
    endGroup(child);
  };
  const end = Date.now() + 90_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`MLflow ended with ${child.exitCode}:\n${said}`);
    if (await answers(uri)) return { uri, stop };
    if (Date.now() > end) {
      stop();
      throw new Error(`MLflow does not answer at ${uri}:\n${said}`);
    }
    await sleep(200);
  }
}

/** `mlflow server` starts workers of its own. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Over already.
  }
}

async function answers(uri: string): Promise<boolean> {
  try {
    return (await fetch(`${uri}/health`)).ok;
  } catch {
    return false;
  }
}

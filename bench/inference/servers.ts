import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import * as net from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server in a process of its own. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A peer that cannot run here, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

const PEERS = "bench/inference/peers";
const BUNDLE = "dist/inference.js";

/** The bare node:http peer. */
export async function startBareNode(): Promise<Server> {
  const child = spawn(process.execPath, [join(PEERS, "bare-node.js")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return running("bare node:http", child, Number(chunk.toString()));
}

/** The FastAPI peer, from MLflow's virtual environment where there is one. */
export async function startFastApi(): Promise<Server | Skipped> {
  const name = "FastAPI (uvicorn, no request log)";
  const venv = ".towpath/venv/bin/python";
  const python = existsSync(venv) ? venv : "python3";
  const probe = spawnSync(python, ["-c", "import fastapi, uvicorn"], { encoding: "utf8" });
  if (probe.error !== undefined) return { name, reason: `no ${python}` };
  if (probe.status !== 0) {
    return { name, reason: probe.stderr.trim().split("\n").at(-1) ?? "fastapi is missing" };
  }
  const port = await freePort();
  const args = ["-m", "uvicorn", "fastapi_app:app", "--app-dir", PEERS, "--port", String(port)];
  const child = spawn(python, [...args, "--log-level", "warning"], { stdio: "inherit" });
  const server = running(name, child, port);
  await waitFor(async () => (await statusOf(port, "/openapi.json")) === 200, name);
  return server;
}

/** Our server as it is deployed: the bundle, full logging to a file, metrics on. */
export async function startTowpath(
  name: string,
  artifact: string,
  logFile: string,
): Promise<Server> {
  const child = spawn(process.execPath, [BUNDLE], {
    env: { PATH: process.env.PATH, TOWPATH_ARTIFACT: artifact, PORT: "0" },
    stdio: ["ignore", openSync(logFile, "w"), "inherit"],
  });
  const port = await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    const line = /"event":"listening".*?"port":(\d+)/.exec(readFileSync(logFile, "utf8"));
    return line?.[1] === undefined ? false : Number(line[1]);
  }, name);
  await waitFor(async () => (await statusOf(port, "/ready")) === 200, `${name} ready`);
  return running(name, child, port);
}

/** Resident memory of a process in MB, from /proc. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}

function running(name: string, child: ChildProcess, port: number): Server {
  return {
    name,
    port,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Polls every millisecond: what is waited for is what the cold start measures. */
async function waitFor<T>(check: () => T | false | Promise<T | false>, what: string): Promise<T> {
  const until = Date.now() + 20_000;
  for (;;) {
    const found = await check();
    if (found !== false) return found;
    if (Date.now() > until) throw new Error(`${what}: not up after 20 s`);
    await sleep(1);
  }
}

async function statusOf(port: number, path: string): Promise<number> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

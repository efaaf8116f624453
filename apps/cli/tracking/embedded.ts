import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { messageOf, RefusedError } from "../../../lib/errors";
import { writeJson } from "../../jobs/results";
import { MlflowClient } from "../../jobs/tracking/client";
import { commandOf } from "../processes";
import { INSTANCE_HEADER, type LaunchDatabase, launchOf } from "./launch";
import { lastLines } from "./log-file";

/** Ports tried from the wanted one on. */
const PORTS_TRIED = 50;
/** Milliseconds until a started server must answer; the first start compiles what it imports. */
const READY_LIMIT_MS = 120_000;
/** Milliseconds that a server gets to end by itself: above its own 5 s for open requests. */
const STOP_LIMIT_MS = 10_000;

/** Milliseconds to wait for a process that has ended; one that nobody reaps stays for good. */
const VANISH_LIMIT_MS = 1000;

const recordSchema = z.object({
  pid: z.number().int().positive(),
  /** On loopback. */
  port: z.number().int(),
  uri: z.string(),
  /** RFC 3339 UTC. */
  started_at: z.string(),
  /** What its answers carry in {@link INSTANCE_HEADER}: another server's on this port differs. */
  instance: z.string(),
  /** The process's arguments: a process id alone may be another program's by now. */
  command: z.string(),
  /** What it was started as; see {@link fingerprintOf}. */
  fingerprint: z.string(),
});

/** `server.json`: the embedded server that was started last. */
export type ServerRecord = z.output<typeof recordSchema>;

/** Where an embedded server keeps what it has, inside the state folder. */
export interface Places {
  /** Its working folder: mlflow.db, artifacts/, server.json. */
  readonly folder: string;
  readonly logs: string;
  readonly log: string;
  readonly record: string;
  readonly lock: string;
}

/** The places for a state folder (`.towpath/`). */
export function placesOf(state: string): Places {
  const folder = join(state, "mlflow");
  const logs = join(state, "logs");
  return {
    folder,
    logs,
    log: join(logs, "mlflow.log"),
    record: join(folder, "server.json"),
    lock: join(folder, "server.lock"),
  };
}

/** What was started last, alive or not. A file that cannot be read counts as none. */
export function readRecord(places: Places): ServerRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(places.record, "utf8")));
  } catch {
    return undefined;
  }
}

/** Is the recorded process that server still, and not another program with its id? */
export function isAlive({ pid, command }: ServerRecord): boolean {
  // By its end: a framework build of Python on macOS puts itself before the arguments.
  return commandOf(pid)?.endsWith(command) ?? false;
}

/** Does it answer right now? */
export async function answers(record: ServerRecord): Promise<boolean> {
  try {
    if (!isAlive(record)) return false;
    const answer = await fetch(`${record.uri}/health`, { signal: AbortSignal.timeout(2000) });
    return answer.ok && answer.headers.get(INSTANCE_HEADER) === record.instance;
  } catch {
    return false;
  }
}

/** Waits until a server answers. @returns false when it died, or hangs for too long */
export async function becomesReady(record: ServerRecord, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (isAlive(record) && Date.now() < until) {
    if (await answers(record)) return true;
    await sleep(40);
  }
  return false;
}

/**
 * Starts a server in the background and waits until it answers and has its database.
 * @param wanted port to try first; the next ones follow when another program has it
 * @throws RefusedError with the last lines of its log
 */
export async function launch(
  places: Places,
  options: {
    python: string;
    wanted: number;
    fingerprint: string;
    env: NodeJS.ProcessEnv;
    /** @default mlflow.db in its folder */
    database?: LaunchDatabase;
  },
): Promise<ServerRecord> {
  const { python, wanted, fingerprint, env, database } = options;
  for (let port = wanted; port < wanted + PORTS_TRIED; port++) {
    if (!(await isFree(port))) continue;
    const instance = randomUUID();
    const { args, env: settings } = launchOf(places.folder, port, env, instance, database);
    const record = {
      instance,
      pid: spawnDetached(python, args, settings, places),
      port,
      uri: `http://127.0.0.1:${port}`,
      started_at: new Date().toISOString(),
      command: args.join(" "),
      fingerprint,
    };
    // Before it answers: were this process killed now, the next one finds the server and waits.
    writeJson(places.record, record);
    await untilExecuted(record);
    if (await becomesReady(record, READY_LIMIT_MS)) {
      await openStores(record, places);
      return record;
    }
    const died = !isAlive(record);
    await end(record);
    // Somebody took the port between the look and the start, and may have given it back by now.
    if (died && (lastLines(places.log, 5).includes(TAKEN) || !(await isFree(port)))) continue;
    throw failed(places, died ? "it ended" : `no answer within ${READY_LIMIT_MS / 1000} s`);
  }
  throw new RefusedError(
    `the embedded tracking server found no free port from ${wanted} to ${wanted + PORTS_TRIED - 1} on 127.0.0.1`,
  );
}

/** Ends a server: asked to at first, killed after 10 s. Safe when it is gone already. */
export async function end(record: ServerRecord): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!isAlive(record)) break;
    signalGroup(record.pid, signal);
    const until = Date.now() + STOP_LIMIT_MS;
    while (isAlive(record) && Date.now() < until) await sleep(20);
  }
  // A process has lost its command line a moment before its port is free.
  const until = Date.now() + VANISH_LIMIT_MS;
  while (exists(record.pid) && Date.now() < until) await sleep(10);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The whole process group: it has one process, unless MLflow started something for a request. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No group of that id (Windows), or gone in the meantime.
    }
  }
}

function spawnDetached(
  python: string,
  args: string[],
  env: Record<string, string>,
  { folder, logs, log }: Places,
): number {
  mkdirSync(folder, { recursive: true });
  mkdirSync(logs, { recursive: true });
  // The log of the start before is kept: after a crash it has the reason.
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const out = openSync(log, "a");
  const child = spawn(python, args, {
    cwd: folder,
    env,
    stdio: ["ignore", out, out],
    detached: true,
  });
  closeSync(out);
  // Without a listener a failed start would be thrown at nobody; it shows as a process that is gone.
  child.on("error", () => undefined);
  child.unref();
  return child.pid ?? 0;
}

/** For a moment a new process still shows the command line of the one that made it. */
async function untilExecuted(record: ServerRecord): Promise<void> {
  const until = Date.now() + 1000;
  while (!isAlive(record) && Date.now() < until) await sleep(10);
}

/**
 * A server answers /health before it has looked at its database. These two calls make the tables,
 * one store after the other, so that nobody's first calls race for it.
 */
async function openStores(record: ServerRecord, places: Places): Promise<void> {
  const client = new MlflowClient({ uri: record.uri, env: {}, timeoutMs: READY_LIMIT_MS });
  try {
    await client.experimentId("Default");
    await client.searchModelVersions("name='-'");
  } catch (error) {
    await end(record);
    throw failed(places, messageOf(error));
  }
}

function failed(places: Places, reason: string): RefusedError {
  return new RefusedError(
    `the embedded tracking server did not start: ${reason}. The end of ${places.log}:\n${lastLines(places.log, 15)}`,
    {
      hint: "Run again; if it stays, make its environment anew (npx towpath clean --all) or set MLFLOW_TRACKING_URI to an MLflow server that you have.",
    },
  );
}

/** How uvicorn says that its port has another owner. */
const TAKEN = "address already in use";

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

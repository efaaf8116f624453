import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  closeSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { healthResponse, prediction, readyResponse } from "../../inference/contract";
import { RefusedError } from "../../../lib/errors";
import { readResult, writeJson } from "../../jobs/results";
import type { Paths } from "../context";
import { commandOf } from "../processes";
import { startDetached } from "./server-process";

/** The port that a served model gets when nobody else has it. */
export const DEFAULT_PORT = 8080;

const stateSchema = z.object({
  pid: z.number().int(),
  port: z.number().int(),
  started_at: z.string(),
});

/** A served model on this machine. */
export interface LiveService {
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  readonly log: string;
}

/** Where a service's endpoint keeps its state. */
function places(paths: Paths, service: string) {
  const folder = join(paths.serving, service);
  return {
    folder,
    /** A link to the artifact that is served: swapped in one step, followed at each reload. */
    artifact: join(folder, "artifact"),
    state: join(folder, "server.json"),
    log: join(paths.logs, `${service}.log`),
  };
}

/** The endpoint of a service, if its process lives. */
export function findLive(paths: Paths, service: string): LiveService | undefined {
  const place = places(paths, service);
  const state = readResult(place.state, stateSchema);
  if (state === undefined || !isOurs(state.pid)) return undefined;
  return { url: urlOf(state.port), pid: state.pid, port: state.port, log: place.log };
}

/**
 * Starts a service's endpoint on an artifact, in the background, and waits until it is ready.
 * @param port the port to use, 0 for any free one; undefined: the one it had, else
 *   {@link DEFAULT_PORT}, else a free one
 * @throws RefusedError when it does not become ready, with the server's last words
 */
export async function goLive(
  paths: Paths,
  service: string,
  artifact: string,
  port?: number,
): Promise<LiveService> {
  await takeDown(paths, service);
  const place = places(paths, service);
  pointTo(place, artifact);
  const wanted = readResult(place.state, stateSchema)?.port ?? DEFAULT_PORT;
  // A port that was asked for is used or refused; one of our own choosing gives way.
  const used = port === undefined || port === 0 ? await freePort(port ?? wanted) : port;
  const logStart = existsSync(place.log) ? statSync(place.log).size : 0;
  const pid = startDetached({ root: paths.root, artifact: place.artifact, port: used }, place.log);
  writeJson(place.state, { pid, port: used, started_at: new Date().toISOString() });
  const live = { url: urlOf(used), pid, port: used, log: place.log };
  await until(async () => {
    if (!isOurs(pid)) throw new RefusedError(lastWords(place.log, logStart, "it exited"));
    const ready = await getJson(`${live.url}/ready`, readyResponse);
    if (ready?.ready === false && ready.reason?.startsWith("loading") !== true) {
      throw new RefusedError(lastWords(place.log, logStart, ready.reason ?? "not ready"));
    }
    return ready?.ready === true;
  }, `the endpoint at ${live.url} did not become ready; its log is ${place.log}`);
  return live;
}

/** Points a live endpoint at another artifact and waits until that version answers. */
export async function switchTo(
  paths: Paths,
  service: string,
  artifact: string,
  modelVersion: string,
): Promise<LiveService | undefined> {
  const live = findLive(paths, service);
  if (live === undefined) return undefined;
  pointTo(places(paths, service), artifact);
  process.kill(live.pid, "SIGHUP");
  await until(
    async () =>
      (await getJson(`${live.url}/health`, healthResponse))?.model_version === modelVersion,
    `${live.url} does not answer as ${modelVersion}; its log is ${live.log}`,
  );
  await verifyServed(live.url, modelVersion);
  return live;
}

/**
 * The serving standard's check of a rollout or rollback: /health and /predict name the version.
 * @throws RefusedError when either does not
 */
export async function verifyServed(url: string, modelVersion: string): Promise<void> {
  const health = await getJson(`${url}/health`, healthResponse);
  const answer = await getJson(`${url}/predict`, prediction, { text: "How do I verify this?" });
  for (const [path, found] of [
    ["/health", health?.model_version],
    ["/predict", answer?.model_version],
  ] as const) {
    if (found !== modelVersion) {
      throw new RefusedError(
        `${url}${path}: found ${found ?? "no answer"}, expected ${modelVersion}`,
      );
    }
  }
}

/** Asks an endpoint to drain and waits until it is gone; kills it past the grace period. */
export async function takeDown(paths: Paths, service: string): Promise<boolean> {
  const live = findLive(paths, service);
  if (live === undefined) return false;
  process.kill(live.pid, "SIGTERM");
  for (let waited = 0; isOurs(live.pid); waited += 50) {
    if (waited > 15_000) process.kill(live.pid, "SIGKILL");
    await sleep(50);
  }
  return true;
}

/** The model version that a live endpoint says it serves. */
export async function servedNow(url: string): Promise<string | undefined> {
  return (await getJson(`${url}/health`, healthResponse))?.model_version ?? undefined;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function pointTo(place: { folder: string; artifact: string }, artifact: string): void {
  mkdirSync(place.folder, { recursive: true });
  const next = `${place.artifact}.next`;
  rmSync(next, { force: true });
  symlinkSync(artifact, next);
  renameSync(next, place.artifact);
}

/** Is this process one of our servers? A recycled process id must never be signalled. */
function isOurs(pid: number): boolean {
  return commandOf(pid)?.includes("inference.js") ?? false;
}

async function getJson<S extends z.ZodType>(
  url: string,
  schema: S,
  body?: unknown,
): Promise<z.output<S> | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(2_000),
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
    });
    const parsed = schema.safeParse(await response.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function until(reached: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new RefusedError(otherwise);
    await sleep(20);
  }
}

/** The wanted port, or any free one when another program has it. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () => {
      if (wanted === 0) reject(new RefusedError("no free TCP port on 127.0.0.1"));
      else freePort(0).then(resolve, reject);
    });
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : wanted;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

/** The end of the log since the start, for the message about a start that failed. */
function lastWords(log: string, from: number, reason: string): string {
  const size = Math.min(statSync(log).size - from, 4_096);
  const buffer = Buffer.alloc(Math.max(size, 0));
  const file = openSync(log, "r");
  readSync(file, buffer, 0, buffer.length, statSync(log).size - buffer.length);
  closeSync(file);
  const tail = buffer.toString("utf8").trim().split("\n").slice(-3).join("\n");
  return `the endpoint did not start (${reason}). Its log, ${log}, ends with:\n${tail || readFileSync(log, "utf8").slice(-500)}`;
}

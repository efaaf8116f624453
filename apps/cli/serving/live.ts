import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { RefusedError } from "../../../lib/errors";
import { healthResponse } from "../../inference/contract";
import { readResult, writeJson } from "../../jobs/results";
import type { Paths } from "../context";
import { commandOf } from "../processes";
import { EndpointLog } from "./endpoint-log";
import { getJson, until, verifyServed } from "../../inference/client/probe";
import { bundledServer, startDetached } from "../../inference/client/server-process";

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

type Places = ReturnType<typeof places>;

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
 *   {@link DEFAULT_PORT}, and any free one when another program has that
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
  if (port !== undefined) return begin(paths, place, port);
  const usual = readResult(place.state, stateSchema)?.port ?? DEFAULT_PORT;
  try {
    return await begin(paths, place, usual);
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    return begin(paths, place, 0);
  }
}

/** The wanted port belongs to another program. */
class PortTaken extends RefusedError {}

/**
 * Starts the process and waits until its own log says that it listens with a loaded artifact. Not
 * until the port answers: that may be another checkout's server, while ours finds the port taken.
 */
async function begin(paths: Paths, place: Places, port: number): Promise<LiveService> {
  const log = new EndpointLog(place.log);
  const pid = startDetached(
    { program: bundledServer(paths.root), artifact: place.artifact, port },
    place.log,
  );
  const record = (known: number) => {
    writeJson(place.state, { pid, port: known, started_at: new Date().toISOString() });
  };
  record(port);
  let listening = port;
  await until(
    () => {
      const said = log.events();
      const refused = said.find(({ event }) =>
        /^(listen_failed|artifact_refused)$/.test(event ?? ""),
      );
      if (refused !== undefined || !isOurs(pid)) {
        const reason = refused?.reason ?? "it exited";
        const Kind = reason.includes("EADDRINUSE") ? PortTaken : RefusedError;
        throw new Kind(`the endpoint did not start: ${reason}. ${log.lastWords()}`);
      }
      listening = said.find(({ event }) => event === "listening")?.port ?? listening;
      return said.some(({ event }) => event === "artifact_loaded");
    },
    () => `the endpoint did not become ready in 15 s. ${log.lastWords()}`,
  ).catch((error: unknown) => {
    // A server that refused its artifact waits for a better one; this start is over.
    if (isOurs(pid)) process.kill(pid, "SIGTERM");
    throw error;
  });
  record(listening);
  return { url: urlOf(listening), pid, port: listening, log: place.log };
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
    () => `${live.url} does not answer as ${modelVersion}; its log is ${live.log}`,
  );
  await verifyServed(live.url, modelVersion);
  return live;
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

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function pointTo(place: Places, artifact: string): void {
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

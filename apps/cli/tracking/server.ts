import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { MlflowClient } from "../../jobs/tracking/client";
import { answers, becomesReady, end, isAlive, launch, placesOf, readRecord } from "./embedded";
import { fingerprintOf } from "./launch";
import { withLock } from "./lock";
import { ensureVenv, requirementsFile, venvPython } from "./venv";

/** The embedded server's port when nobody else has it. */
export const DEFAULT_TRACKING_PORT = 5500;

/** Milliseconds until a running server that does not answer counts as stuck, and is replaced. */
const STUCK_MS = 30_000;

/** How to start the embedded tracking server. */
export interface StartOptions {
  /** The state folder, `.towpath/`: data under mlflow/, logs under logs/. */
  readonly state: string;
  /** Its Python environment. @default venv/ in the state folder */
  readonly venv?: string;
  /** MLFLOW_TRACKING_URI, TOWPATH_PYTHON and pip's settings. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Loopback port to try first. @default the one it had, else {@link DEFAULT_TRACKING_PORT} */
  readonly port?: number;
  /** Told what takes time, in a few words. */
  readonly onProgress?: (detail: string) => void;
}

/** A tracking server that answers. */
export interface Tracking {
  /** Address of the API and the UI. */
  readonly uri: string;
  /** The embedded server's process; null for MLFLOW_TRACKING_URI's. */
  readonly pid: number | null;
  /** It ran before this call. */
  readonly reused: boolean;
  /** Milliseconds that this call took. */
  readonly startedMs: number;
}

/** Where tracking is, without starting anything. */
export interface TrackingStatus {
  readonly running: boolean;
  /** Null when the embedded server does not run. */
  readonly uri: string | null;
  /** False when MLFLOW_TRACKING_URI names it. */
  readonly embedded: boolean;
}

/**
 * Makes sure that tracking answers: MLFLOW_TRACKING_URI's server when that is set, which is never
 * started; else the embedded one, installed at first use, reused while it runs, started otherwise.
 * It outlives this process, listens on loopback alone and asks for no credentials.
 * @throws TrackingUnreachable when MLFLOW_TRACKING_URI does not answer; InputError or RefusedError
 *   without a usable Python; RefusedError when install or start fail, with the log's last lines
 */
export async function startTracking(options: StartOptions): Promise<Tracking> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  const env = options.env ?? process.env;
  const external = externalUri(env);
  if (external !== undefined) {
    const client = new MlflowClient({ uri: external, env, timeoutMs: 10_000, retries: 2 });
    await client.ping();
    return { uri: client.uri, pid: null, reused: true, startedMs: took() };
  }
  // Whole paths: the server runs in a folder of its own.
  const places = placesOf(resolve(options.state));
  const { folder, logs } = places;
  const venv = resolve(options.venv ?? join(options.state, "venv"));
  mkdirSync(folder, { recursive: true });
  const onWait = (pid: number) => options.onProgress?.(`waiting for process ${pid}, at it already`);
  const { record, reused } = await withLock(
    places.lock,
    async () => {
      const fingerprint = fingerprintOf(folder, venvPython(venv), requirementsFile());
      const known = readRecord(places);
      if (known?.fingerprint === fingerprint && (await becomesReady(known, STUCK_MS))) {
        return { record: known, reused: true };
      }
      if (known !== undefined) await end(known);
      const python = await ensureVenv({ ...options, venv, logs, env });
      options.onProgress?.("starting MLflow");
      const wanted = options.port ?? known?.port ?? DEFAULT_TRACKING_PORT;
      return { record: await launch(places, { python, wanted, fingerprint, env }), reused: false };
    },
    { onWait },
  );
  return { uri: record.uri, pid: record.pid, reused, startedMs: took() };
}

/**
 * Stops the embedded server and waits until it is gone; asked to at first, killed after 10 s. Its
 * data stays. @param state the state folder. @returns whether one ran
 */
export async function stopTracking(state: string): Promise<boolean> {
  const places = placesOf(state);
  if (!existsSync(places.record)) return false;
  return withLock(places.lock, async () => {
    const known = readRecord(places);
    const ran = known !== undefined && isAlive(known);
    if (known !== undefined) await end(known);
    rmSync(places.record, { force: true });
    return ran;
  });
}

/** Does tracking run, and where? Asks, starts nothing. @param state the state folder */
export async function trackingStatus(
  state: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TrackingStatus> {
  const external = externalUri(env);
  if (external !== undefined) {
    const client = new MlflowClient({ uri: external, env, timeoutMs: 5000, retries: 0 });
    const running = await client.ping().then(
      () => true,
      () => false,
    );
    return { running, uri: client.uri, embedded: false };
  }
  const known = readRecord(placesOf(state));
  const running = known !== undefined && (await answers(known));
  return { running, uri: running ? known.uri : null, embedded: true };
}

function externalUri(env: NodeJS.ProcessEnv): string | undefined {
  const uri = env.MLFLOW_TRACKING_URI ?? "";
  return uri === "" ? undefined : uri;
}

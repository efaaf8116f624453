import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { sealArtifact, type SealedArtifact } from "../artifact/seal";
import type { ModelKind, Prediction } from "../models/kind";
import { wordCountRule } from "../models/rule";
import * as z from "zod";
import { buildApp, type App } from "./app";
import type { KeyFile } from "./auth";
import { readConfig } from "./config";
import { Log } from "./log";
import { Metrics } from "./metrics";
import { ModelSlot } from "./model-slot";

/** What tests of the server share. Nothing here is part of it. */

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new directory under the system's temporary one, gone after the test file's last test. */
export function temporaryDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "towpath-inference-"));
  folders.push(folder);
  return folder;
}

/** Seals a rule artifact, or any other model.json. */
export function sealRule(
  dir: string,
  version = "v1",
  model: object = wordCountRule,
  kind = "rule",
): SealedArtifact {
  return sealArtifact(dir, new Map([["model.json", `${JSON.stringify(model, null, 2)}\n`]]), {
    artifact_name: "support-triage",
    model_version: version,
    kind,
    run_id: null,
    created_at: "2026-11-21T09:00:00Z",
    data: { uri: "file:///data/eval.csv", sha256: "0".repeat(64) },
    config_sha256: null,
    commit: null,
    metrics: { accuracy: 0.9 },
  });
}

/** A kind whose answers a test decides. */
export function fakeKind(
  predict: (texts: readonly string[]) => readonly Prediction[] | Promise<readonly Prediction[]>,
): ModelKind {
  return {
    name: "fake",
    schema: z.strictObject({}),
    load: () => ({ labels: ["a", "b"], predict }),
  };
}

/** A kind that answers only when it is told to. */
export function heldKind() {
  const waiting: (() => void)[] = [];
  let tell: () => void = () => undefined;
  const kind = fakeKind(
    (texts) =>
      new Promise((resolve) => {
        waiting.push(() => {
          resolve(texts.map(() => ({ label: "a", score: 1 })));
        });
        tell();
      }),
  );
  return {
    kind,
    /** Resolves when the model has the next request. */
    asked: () => new Promise<void>((resolve) => (tell = resolve)),
    answerAll: () => {
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

/** A log whose lines a test can read. */
export function capturedLog(): { log: Log; text: () => string; lines: () => LogLine[] } {
  let written = "";
  const log = new Log({
    write: (lines) => (written += lines),
    close: () => Promise.resolve(),
    closeNow: () => undefined,
  });
  const text = () => {
    log.closeNow();
    return written;
  };
  const lines = () =>
    text()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LogLine);
  return { log, text, lines };
}

/** A parsed line; which fields it has is what a test looks at. */
export interface LogLine {
  readonly [field: string]: unknown;
  readonly event?: string;
}

/** An app over a sealed artifact, with what a test looks at. */
export interface TestApp extends App {
  readonly dir: string;
  readonly slot: ModelSlot;
  readonly metrics: Metrics;
  readonly logText: () => string;
  /** The request lines: what is left without the lifecycle lines. */
  readonly requests: () => LogLine[];
  readonly events: () => LogLine[];
}

/** Builds an app as main.ts does, without a socket and with a captured log. */
export async function testApp(
  options: {
    env?: Record<string, string>;
    kind?: ModelKind;
    keys?: KeyFile;
    dir?: string;
    loaded?: boolean;
  } = {},
): Promise<TestApp> {
  const dir = options.dir ?? temporaryDirectory();
  if (options.dir === undefined) {
    if (options.kind === undefined) sealRule(dir);
    else sealRule(dir, "v1", {}, options.kind.name);
  }
  const config = readConfig({ TOWPATH_ARTIFACT: dir, ...options.env });
  const { log, text, lines } = capturedLog();
  const metrics = new Metrics();
  const slot = new ModelSlot({
    source: dir,
    intervalMs: config.TOWPATH_RELOAD_INTERVAL_MS,
    expectedSha256: config.TOWPATH_ARTIFACT_SHA256,
    log,
    metrics,
    ...(options.kind === undefined ? {} : { kinds: [options.kind] }),
  });
  if (options.loaded ?? true) slot.reload();
  const app = buildApp({ config, log, metrics, slot, keys: options.keys });
  await app.server.ready();
  return {
    ...app,
    dir,
    slot,
    metrics,
    logText: text,
    requests: () => lines().filter((line) => line.event === undefined),
    events: () => lines().filter((line) => line.event !== undefined),
  };
}

/** A JSON request to /predict, for `app.server.inject`. */
export function predictRequest(body: unknown, headers: Record<string, string> = {}) {
  return {
    method: "POST",
    url: "/predict",
    headers: { "content-type": "application/json", ...headers },
    payload: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  } as const;
}

import type { AddressInfo } from "node:net";
import { InputError, UserError, messageOf } from "../../../lib/errors";
import { buildApp } from "./app";
import { KeyFile } from "./auth";
import { readConfig, type Config } from "./config";
import { Drain } from "./drain";
import { framesOf } from "./exchange";
import { Log, fileSink } from "./log";
import { Metrics } from "./metrics";
import { ModelSlot } from "./model-slot";
import { kindsWith } from "../models";
import { Upstream } from "../models/chat/upstream";
import { Watcher, fileFingerprint } from "./watch";

/** Reads the settings, listens, and lives until a signal ends it. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const metrics = new Metrics();
  const log = new Log(
    fileSink(process.stdout.fd, (bytes) => {
      metrics.logWritesFailed++;
      metrics.logBytesLost += bytes;
    }),
  );
  const keys = loadKeys(config, log);
  const upstream = upstreamFor(config, metrics);
  const slot = new ModelSlot({
    source: config.TOWPATH_ARTIFACT,
    expectedSha256: config.TOWPATH_ARTIFACT_SHA256,
    intervalMs: config.TOWPATH_RELOAD_INTERVAL_MS,
    kinds: kindsWith(upstream),
    log,
    metrics,
  });
  const app = buildApp({ config, log, metrics, slot, keys });
  handleSignals(new Drain(app, config, log), slot, log);
  handleUnexpected(log, metrics);

  try {
    await app.server.listen({ host: config.HOST, port: config.PORT });
  } catch (error) {
    log.event("listen_failed", { reason: messageOf(error) }, "error");
    await log.close();
    process.exit(1);
  }
  const address = app.server.server.address() as AddressInfo;
  log.event("listening", { host: config.HOST, port: address.port, pid: process.pid });
  // After listening: a slow or refused artifact must not look like a dead process.
  // Ready from the first moment that it says so: not before the upstream was looked at once.
  await upstream?.start();
  await slot.start();
}

function upstreamFor(config: Config, metrics: Metrics): Upstream | undefined {
  if (config.UPSTREAM === undefined) return undefined;
  // A queue as long as the server's own: what waits behind more would only time out.
  const upstream = new Upstream(config.UPSTREAM, config.TOWPATH_MAX_IN_FLIGHT);
  metrics.upstream = upstream.counts;
  return upstream;
}

function loadKeys(config: Config, log: Log): KeyFile | undefined {
  if (!config.AUTH || config.TOWPATH_API_KEYS_FILE === undefined) return undefined;
  const keys = new KeyFile(config.TOWPATH_API_KEYS_FILE);
  const names = keys.reload();
  if (names.length === 0) {
    throw new InputError(`  TOWPATH_API_KEYS_FILE: ${keys.path} holds no key; expected one a line`);
  }
  const reload = () => {
    try {
      log.event("keys_loaded", { clients: keys.reload() });
    } catch (error) {
      log.event("keys_refused", { reason: messageOf(error) }, "error");
    }
  };
  const watcher = new Watcher(
    () => fileFingerprint(keys.path),
    reload,
    config.TOWPATH_RELOAD_INTERVAL_MS,
  );
  void watcher.look();
  return keys;
}

function handleSignals(drain: Drain, slot: ModelSlot, log: Log): void {
  const end = (signal: string) => {
    void drain.run(signal).then(async (ended) => {
      if (!ended) return;
      slot.stop();
      log.event("stopped");
      await log.close();
      process.exit(0);
    });
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.on("SIGHUP", () => {
    slot.reload();
  });
}

/**
 * An exception that no handler caught is logged and counted, and the server goes on. What requests
 * share is one immutable model and some counters, which a stray exception cannot leave half
 * changed; ending the process would fail every other request in flight for it.
 */
function handleUnexpected(log: Log, metrics: Metrics): void {
  const report = (error: unknown) => {
    metrics.unexpectedErrors++;
    log.event("unexpected_error", { stack: framesOf(error) }, "error");
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}

main().catch((error: unknown) => {
  const expected = error instanceof UserError;
  const message = expected ? error.message : error instanceof Error ? error.stack : String(error);
  const hint = expected && error.hint !== undefined ? `\n${error.hint}` : "";
  process.stderr.write(`inference: cannot start\n${message ?? ""}${hint}\n`);
  process.exit(expected ? error.exitCode : 1);
});

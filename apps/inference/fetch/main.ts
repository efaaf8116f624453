import { writeSync } from "node:fs";
import { messageOf, UserError } from "../../../lib/errors";
import { readFetchConfig } from "./config";
import { fetchArtifact } from "./fetch";
import { sourceOf } from "./sources";

/**
 * The init container of a model service: fetches one artifact, verifies it, and ends. Exit codes:
 * 0 there and verified, 1 refused or not to be had, 2 settings that cannot be right.
 */
async function main(): Promise<void> {
  const begun = performance.now();
  const config = readFetchConfig(process.env);
  const source = sourceOf(config.ARTIFACT_URI, {
    env: process.env,
    silenceMs: config.ARTIFACT_SILENCE_MS,
  });
  const deadline = setTimeout(() => {
    log("fetch_failed", {
      reason: `not done within ARTIFACT_TIMEOUT_MS, which is ${config.ARTIFACT_TIMEOUT_MS}`,
    });
    process.exit(1);
  }, config.ARTIFACT_TIMEOUT_MS);
  const fetched = await fetchArtifact({
    source,
    sha256: config.ARTIFACT_SHA256,
    dir: config.ARTIFACT_DIR,
    maxBytes: config.ARTIFACT_MAX_BYTES,
    retries: config.ARTIFACT_RETRIES,
    onRetry: (file, error) => {
      log("fetch_retried", { file, reason: error.message });
    },
  });
  clearTimeout(deadline);
  log("artifact_fetched", {
    uri: source.shown,
    sha256: config.ARTIFACT_SHA256,
    model_version: fetched.modelVersion,
    files: fetched.files,
    bytes: fetched.bytes,
    duration_ms: Math.round(performance.now() - begun),
  });
}

/** One JSON line, written before the process may end. */
function log(event: string, fields: Readonly<Record<string, unknown>>): void {
  writeSync(1, `${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

main().catch((error: unknown) => {
  const told = error instanceof UserError;
  log("fetch_failed", {
    reason: messageOf(error),
    ...(told && error.hint !== undefined ? { hint: error.hint } : {}),
    ...(told || !(error instanceof Error) ? {} : { stack: error.stack }),
  });
  process.exit(told ? error.exitCode : 1);
});

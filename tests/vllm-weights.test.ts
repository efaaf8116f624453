import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { sealArtifact } from "../apps/inference/artifact/seal";
import { readFetchConfig } from "../apps/inference/fetch/config";
import { fetchArtifact } from "../apps/inference/fetch/fetch";
import { sourceOf } from "../apps/inference/fetch/sources";

/*
 * A language model's files as an artifact: that the init container takes the form which
 * docs/serving-on-a-cluster.md describes. The files are stand-ins; no model is in them.
 */

const work = mkdtempSync(join(tmpdir(), "towpath-weights-"));
afterAll(() => {
  rmSync(work, { recursive: true });
});

const FILES = new Map<string, string | Uint8Array>([
  ["model.json", '{"kind":"weights"}\n'],
  ["config.json", '{"architectures":["Example"]}\n'],
  ["tokenizer.json", "{}\n"],
  ["model-00001-of-00002.safetensors", new Uint8Array(4096).fill(1)],
  ["model-00002-of-00002.safetensors", new Uint8Array(2048).fill(2)],
]);

const sealed = sealArtifact(join(work, "small-chat-1"), FILES, {
  artifact_name: "small-chat",
  model_version: "small-chat-1",
  kind: "weights",
  run_id: null,
  created_at: "2026-11-21T09:00:00Z",
  data: { uri: "https://example.com/small-chat", sha256: "0".repeat(64) },
  config_sha256: null,
  commit: null,
  metrics: {},
});

/** Fetches them as the pod's init container does, with its variables. */
function fetched(folder: string, change: Readonly<Record<string, string>> = {}) {
  const env = {
    ARTIFACT_URI: pathToFileURL(join(work, "small-chat-1")).href,
    ARTIFACT_SHA256: sealed.manifestSha256,
    ARTIFACT_DIR: join(work, folder),
    ARTIFACT_MAX_BYTES: String(2 ** 30),
    ...change,
  };
  const config = readFetchConfig(env);
  return fetchArtifact({
    source: sourceOf(config.ARTIFACT_URI, { env, silenceMs: config.ARTIFACT_SILENCE_MS }),
    sha256: config.ARTIFACT_SHA256,
    dir: config.ARTIFACT_DIR,
    maxBytes: config.ARTIFACT_MAX_BYTES,
    retries: 0,
    onRetry: () => undefined,
  });
}

describe("weights as an artifact", () => {
  it("arrive whole, byte by byte, under the names that a model's folder has", async () => {
    await fetched("here");
    const here = join(work, "here");
    expect(readdirSync(here).sort()).toEqual([...FILES.keys(), "manifest.json"].sort());
    expect(readFileSync(join(here, "model-00002-of-00002.safetensors"))).toEqual(
      Buffer.alloc(2048, 2),
    );
  });

  it("are refused before the first file when they are larger than their volume", async () => {
    await expect(fetched("small", { ARTIFACT_MAX_BYTES: "4096" })).rejects.toThrow(
      /found \d+ bytes in 5 files; expected at most 4096/,
    );
    expect(readdirSync(join(work, "small"))).toEqual([]);
  });

  it("are refused under another digest", async () => {
    await expect(fetched("other", { ARTIFACT_SHA256: "e".repeat(64) })).rejects.toThrow(/sha256/);
    expect(readdirSync(join(work, "other"))).toEqual([]);
  });
});

import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest";
import { answerError, type FakeS3, startFakeS3 } from "../../../lib/object-store/testing";
import { readArtifact } from "../artifact/read";
import { sealArtifact, type SealedArtifact } from "../artifact/seal";
import { wordCountRule } from "../models/rule";
import { temporaryDirectory } from "../server/testing";
import { fetchArtifact, type FetchJob } from "./fetch";
import { sourceOf } from "./sources";

const URI = "s3://models/support-triage/2";
const weights = randomBytes(200_000);
let s3: FakeS3;
let sealed: SealedArtifact;
let origin: string;
let dir: string;
let retried: string[];

beforeAll(async () => {
  s3 = await startFakeS3();
  origin = temporaryDirectory();
  const files = new Map<string, Uint8Array | string>([
    ["model.json", JSON.stringify(wordCountRule)],
    ["weights.bin", weights],
  ]);
  sealed = sealArtifact(origin, files, {
    artifact_name: "support-triage",
    model_version: "v2",
    kind: "rule",
    run_id: null,
    created_at: "2026-11-21T09:00:00Z",
    data: { uri: "file:///data/eval.csv", sha256: "0".repeat(64) },
    config_sha256: null,
    commit: null,
    metrics: {},
  });
});
beforeEach(() => {
  dir = temporaryDirectory();
  retried = [];
  s3.fault = undefined;
  for (const name of readdirSync(origin)) {
    s3.objects.set(`models/support-triage/2/${name}`, readFileSync(join(origin, name)));
  }
});
afterEach(() => {
  s3.objects.clear();
  s3.requests.length = 0;
});
afterAll(() => s3.close());

function job(change: Partial<FetchJob> & { uri?: string } = {}): FetchJob {
  return {
    source: sourceOf(change.uri ?? URI, { env: s3.env, silenceMs: 300 }),
    sha256: sealed.manifestSha256,
    dir,
    maxBytes: 1_000_000,
    retries: 2,
    backoffMs: 1,
    onRetry: (file, error) => retried.push(`${file}: ${error.message}`),
    ...change,
  };
}

const put = (name: string, bytes: Uint8Array | string) =>
  s3.objects.set(`models/support-triage/2/${name}`, Buffer.from(bytes));

/** Seals the manifest anew around what a test changed in it. */
function putManifest(edit: (manifest: Record<string, unknown>) => void): string {
  const manifest = JSON.parse(JSON.stringify(sealed.manifest)) as Record<string, unknown>;
  edit(manifest);
  const text = JSON.stringify(manifest);
  put("manifest.json", text);
  return sha256(text);
}

describe("an artifact that is whole", () => {
  it.each([
    ["s3://", () => URI],
    ["file://", () => pathToFileURL(origin).href],
    ["a mounted folder", () => origin],
  ])("arrives from %s, and is what the server reads", async (_name, uri) => {
    const fetched = await fetchArtifact(
      job({ source: sourceOf(uri(), { env: s3.env, silenceMs: 300 }) }),
    );
    expect(fetched).toMatchObject({ modelVersion: "v2", files: 2 });
    const artifact = readArtifact(dir);
    expect(artifact.manifestSha256).toBe(sealed.manifestSha256);
    expect(Buffer.from(artifact.file("weights.bin"))).toEqual(weights);
    expect(readdirSync(dir).sort()).toEqual(["manifest.json", "model.json", "weights.bin"]);
  });

  it("arrives again over what a killed attempt left", async () => {
    mkdirSync(join(dir, ".fetch-1"));
    writeFileSync(join(dir, ".fetch-1", "weights.bin"), "half");
    await fetchArtifact(job());
    await fetchArtifact(job());
    expect(readdirSync(dir).sort()).toEqual(["manifest.json", "model.json", "weights.bin"]);
  });

  it("arrives although the store stumbles: busy, cut off, silent", async () => {
    let nth = 0;
    s3.fault = (request, response) => {
      if (request.url?.endsWith("weights.bin") !== true) return false;
      nth++;
      if (nth === 1) answerError(response, 503, "SlowDown");
      else if (nth === 2) {
        response.writeHead(200, { "content-length": weights.length });
        response.write(weights.subarray(0, 1000));
        setTimeout(() => response.destroy(), 10);
      } else if (nth === 3) {
        response.writeHead(200, { "content-length": weights.length });
        response.write(weights.subarray(0, 1000));
      }
      return nth <= 3;
    };
    await fetchArtifact(job({ retries: 3 }));
    expect(Buffer.from(readArtifact(dir).file("weights.bin"))).toEqual(weights);
    expect(retried).toHaveLength(3);
    expect(retried[0]).toMatch(/^weights.bin: GET s3.*HTTP 503 SlowDown/);
    expect(retried[2]).toMatch(/no answer for 0.3 s$/);
  });
});

function clearStore(): undefined {
  s3.objects.clear();
}

describe("an artifact that is not: refused with the file and the reason, and nothing appears", () => {
  const damaged = Buffer.from(weights);
  damaged[7] = (damaged[7] ?? 0) ^ 1;

  it.each<[string, () => Partial<FetchJob> | undefined, RegExp]>([
    [
      "corrupted file",
      () => void put("weights.bin", damaged),
      /^weights.bin: found sha256 [0-9a-f]{64}; expected [0-9a-f]{64}$/,
    ],
    [
      "truncated file",
      () => void put("weights.bin", weights.subarray(0, 10)),
      /^weights.bin: found 10 bytes; expected 200000 bytes$/,
    ],
    [
      "longer file",
      () => void put("weights.bin", Buffer.concat([weights, weights])),
      /^weights.bin: found 400000 bytes; expected 200000 bytes$/,
    ],
    [
      "missing file",
      () => void s3.objects.delete("models/support-triage/2/weights.bin"),
      /weights.bin at .*HTTP 404 NoSuchKey/,
    ],
    ["missing manifest", clearStore, /manifest.json at .*HTTP 404 NoSuchKey/],
    [
      "another manifest",
      () => ({ sha256: "a".repeat(64) }),
      /^manifest.json: found sha256 [0-9a-f]{64}; expected a{64}$/,
    ],
    [
      "a manifest that is none",
      () => {
        put("manifest.json", "[]");
        return { sha256: sha256("[]") };
      },
      /^manifest.json: /,
    ],
    [
      "a manifest without end",
      () => void put("manifest.json", Buffer.alloc(2 * 1024 * 1024)),
      /^manifest.json: found more than 1048576 bytes$/,
    ],
    [
      "a manifest for another contract",
      () => ({ sha256: putManifest((manifest) => (manifest.contract = "text-classification/v9")) }),
      /found contract "text-classification\/v9"/,
    ],
    [
      "a name that leaves the folder",
      () => ({
        sha256: putManifest((manifest) => {
          const files = manifest.files as Record<string, unknown>;
          files["../evil"] = { sha256: "0".repeat(64), bytes: 1 };
        }),
      }),
      /^manifest.json: files\.\.\.\/evil: /,
    ],
    [
      "more bytes than allowed",
      () => ({ maxBytes: 200_000 }),
      /^s3:\/\/models\/support-triage\/2: found 200\d+ bytes in 2 files; expected at most 200000$/,
    ],
    [
      "403",
      () => {
        s3.fault = (_request, response) => {
          answerError(response, 403, "AccessDenied");
          return true;
        };
        return undefined;
      },
      /manifest.json at .*HTTP 403 AccessDenied/,
    ],
    [
      "a silent store",
      () => {
        s3.fault = () => true;
        return { retries: 0 };
      },
      /no answer for 0.3 s$/,
    ],
  ])("%s", async (_name, damage, message) => {
    const change = damage() ?? {};
    await expect(fetchArtifact(job(change))).rejects.toThrow(message);
    expect(readdirSync(dir)).toEqual([]);
    // What is wrong and stays wrong is not asked for again.
    expect(retried).toEqual([]);
  });

  it("a corrupted one leaves the artifact that was there before", async () => {
    await fetchArtifact(job());
    put("weights.bin", damaged);
    await expect(fetchArtifact(job())).rejects.toThrow(/weights.bin/);
    expect(Buffer.from(readArtifact(dir).file("weights.bin"))).toEqual(weights);
  });
});

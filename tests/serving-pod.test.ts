import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBaselines } from "../components/config/baseline-files";
import { loadService } from "../components/config/load";
import { baselineOf } from "../components/config/service";
import { fetchEnv } from "../components/serving/artifact-source";
import { KEYS_FILE, serverEnv } from "../components/serving/server-settings";
import { readBundle } from "../components/workloads/bundle-source";
import { sha256 } from "../lib/digest";

/*
 * What a pod of a service does, on this machine: the same two bundles, alone in a folder as in their
 * ConfigMaps, with the variables that the components write. Only paths and the port differ.
 */

const SERVICE = loadService(process.cwd(), "support-triage").value;
const VERSION = baselineOf(SERVICE);
const KEY = "a-key-for-this-test";
const run = promisify(execFile);

let pod: string;
let server: ChildProcess | undefined;

beforeEach(() => {
  pod = mkdtempSync(join(tmpdir(), "towpath-pod-"));
  for (const name of ["inference", "fetch"] as const) {
    const bundle = readBundle(process.cwd(), name);
    writeFileSync(join(pod, bundle.file), bundle.content);
  }
  mkdirSync(join(pod, "baseline"));
  const files = readBaselines(process.cwd(), { [SERVICE.name]: SERVICE })[SERVICE.name] ?? {};
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(pod, "baseline", file), text);
  writeFileSync(join(pod, KEYS_FILE), `web sha256:${sha256(KEY)}\n`);
});
afterEach(() => {
  server?.kill("SIGKILL");
  rmSync(pod, { recursive: true });
});

/** The init container. */
function fetchArtifact() {
  const env = Object.fromEntries(
    fetchEnv(VERSION).map(({ name, value }) => [name as string, value as string]),
  );
  const here = {
    ARTIFACT_URI: `file://${join(pod, "baseline")}`,
    ARTIFACT_DIR: join(pod, "artifact"),
  };
  expect(Object.keys(env).sort()).toEqual([...Object.keys(here), "ARTIFACT_SHA256"].sort());
  return run(process.execPath, [join(pod, "fetch.js")], { cwd: pod, env: { ...env, ...here } });
}

/** The server's container. @returns where it listens, and how long it took to serve */
async function serve(): Promise<{ url: string; ms: number }> {
  const env = serverEnv({
    environment: "prod",
    artifactFolder: join(pod, "artifact"),
    artifactSha256: VERSION.artifact.sha256,
  });
  const started = performance.now();
  const child = spawn(process.execPath, [join(pod, "inference.js")], {
    cwd: pod,
    env: { ...env, HOST: "127.0.0.1", PORT: "0", TOWPATH_API_KEYS_FILE: join(pod, KEYS_FILE) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  server = child;
  let out = "";
  for await (const chunk of child.stdout) {
    out += String(chunk);
    const port = /"event":"listening".*"port":(\d+)/.exec(out)?.[1];
    if (port !== undefined && out.includes('"event":"artifact_loaded"')) {
      return { url: `http://127.0.0.1:${port}`, ms: performance.now() - started };
    }
  }
  throw new Error(`the server ended: ${out}`);
}

describe("a pod of the example service", () => {
  it("fetches its baseline, verifies it, and answers callers with a key by that version", async () => {
    await fetchArtifact();
    const { url, ms } = await serve();
    const { size } = statSync(join(pod, "inference.js"));
    console.log(`inference.js: ${size} bytes, serves ${Math.round(ms)} ms after its start`);

    const health = await (await fetch(`${url}/health`)).json();
    expect(health).toMatchObject({ model_version: VERSION.model_version });
    const predict = (headers: Record<string, string>) =>
      fetch(`${url}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: '{"text":"I was charged twice"}',
      });
    expect((await predict({})).status).toBe(401);
    const answer = await predict({ authorization: `Bearer ${KEY}` });
    expect(await answer.json()).toMatchObject({ model_version: VERSION.model_version });
    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });

  it("does not start with an artifact that somebody changed", async () => {
    writeFileSync(join(pod, "baseline", "model.json"), "{}");
    const failure: unknown = await fetchArtifact().catch((error: unknown) => error);
    const { code, stdout } = failure as { code: number; stdout: string };
    expect(code).toBe(1);
    expect(stdout).toContain("model.json: found");
  });
});

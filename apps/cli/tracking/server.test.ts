import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf } from "../../../lib/errors";
import { MlflowClient, TrackingError, TrackingUnreachable } from "../../jobs/tracking/client";
import { commandOf } from "../processes";
import { placesOf, readRecord } from "./embedded";
import { findPython } from "./python";
import { startTracking, stopTracking, type Tracking, trackingStatus } from "./server";

// The environment is made once and shared with `npm start`: it is the slow part.
const venv = join(__dirname, "..", "..", "..", ".towpath", "venv");

const env: NodeJS.ProcessEnv = { ...process.env };
for (const name of Object.keys(env))
  if (name.startsWith("MLFLOW_")) Reflect.deleteProperty(env, name);

describe("embedded tracking on a real MLflow server", async () => {
  const noPython = await findPython(env).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  if (noPython !== undefined) {
    console.warn(`embedded tracking skipped: ${noPython}`);
    it.skip(noPython, () => undefined);
    return;
  }

  // A space and a letter outside of ASCII: checkouts lie in such folders.
  const state = mkdtempSync(join(tmpdir(), "towpath tracking ü-"));
  const progress: string[] = [];
  const start = (port = 5600) =>
    startTracking({ state, venv, env, port, onProgress: (detail) => progress.push(detail) });
  let tracking: Tracking;
  let client: MlflowClient;

  beforeAll(async () => {
    tracking = await start();
    client = new MlflowClient({ uri: tracking.uri, env });
  }, 600_000);

  afterAll(async () => {
    await stopTracking(state);
    rmSync(state, { recursive: true, force: true });
  });

  it("listens on loopback alone and says where it is", async () => {
    expect(tracking).toMatchObject({ reused: false });
    expect(tracking.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await trackingStatus(state, env)).toEqual({
      running: true,
      uri: tracking.uri,
      embedded: true,
    });
    await client.ping();
  });

  it("refuses another Host, and another site's writes", async () => {
    expect(await createExperiment(tracking.uri, { Host: "evil.example:5600" })).toBe(403);
    expect(await createExperiment(tracking.uri, { Origin: "https://evil.example" })).toBe(403);
    expect(await createExperiment(tracking.uri, {})).toBe(200);
  });

  it("takes a run through params, metrics, tags, artifacts and the registry", async () => {
    const experimentId = await client.experimentId("support-triage");
    expect(await client.experimentId("support-triage")).toBe(experimentId);
    const run = await client.createRun({ experimentId, runName: "first", tags: { "a.b": "1" } });
    expect(run).toMatchObject({ status: "RUNNING", runName: "first", experimentId });
    expect(run.artifactUri).toMatch(/^mlflow-artifacts:\//);

    const params = Object.fromEntries([...Array(230).keys()].map((n) => [`p${n}`, `é${n}`]));
    const metrics = Object.fromEntries([...Array(1100).keys()].map((n) => [`m${n}`, n / 7]));
    await client.logBatch(run.runId, { params, metrics: { ...metrics, none: NaN } });
    await client.setTags(run.runId, { "towpath.kind": "training", long: "x".repeat(8000) });

    const bytes = randomBytes(300_000);
    await client.uploadArtifact(run.runId, "model/weights.bin", bytes);
    await client.uploadArtifact(`${run.artifactUri}/model`, "a b%ü.json", Buffer.from("{}"));
    const back = await client.downloadArtifact(`${run.artifactUri}/model/weights.bin`);
    expect(Buffer.from(back).equals(bytes)).toBe(true);
    expect(await client.download(`${run.artifactUri}/model`, "a b%ü.json")).toEqual(
      new Uint8Array(Buffer.from("{}")),
    );
    // What the UI lists.
    expect(await client.listArtifacts(run.runId)).toMatchObject([{ path: "model", isDir: true }]);
    expect(await client.listArtifacts(run.runId, "model")).toEqual(
      expect.arrayContaining([{ path: "model/weights.bin", isDir: false, bytes: 300_000 }]),
    );

    await client.ensureRegisteredModel("support-triage");
    await client.ensureRegisteredModel("support-triage");
    const source = `${run.artifactUri}/model`;
    const version = await client.createModelVersion({
      name: "support-triage",
      source,
      runId: run.runId,
      tags: { "towpath.state": "pending" },
      description: "the first",
    });
    expect(version).toMatchObject({ version: 1, source, runId: run.runId });
    await client.setModelVersionTag("support-triage", 1, "towpath.state", "ready");
    await client.setAlias("support-triage", "prod", 1);
    expect(await client.getModelVersion("support-triage", 1)).toMatchObject({
      tags: { "towpath.state": "ready" },
      aliases: ["prod"],
      description: "the first",
    });
    const found = await client.searchModelVersions("name='support-triage'");
    expect(found.map((one) => one.version)).toEqual([1]);

    await client.updateRun(run.runId, "FINISHED");
    const finished = await client.getRun(run.runId);
    expect(finished).toMatchObject({ status: "FINISHED", params });
    expect(finished?.tags).toMatchObject({ "a.b": "1", "towpath.kind": "training" });
    expect(Object.keys(finished?.metrics ?? {})).toHaveLength(1101);
    expect(finished?.metrics.m7).toBe(1);
    expect(finished?.metrics.none).toBeNaN();

    await client.deleteModelVersion("support-triage", 1);
    await client.deleteModelVersion("support-triage", 1);
    expect(await client.getModelVersion("support-triage", 1)).toBeNull();
  });

  it("gives one experiment to many that ask at once", async () => {
    const ids = await Promise.all([...Array(8).keys()].map(() => client.experimentId("race")));
    expect(new Set(ids).size).toBe(1);
  });

  it("says what is not there and what is refused, in MLflow's words", async () => {
    expect(await client.getRun("0".repeat(32))).toBeNull();
    expect(await client.getRun("no such run!")).toBeNull();
    expect(await client.getModelVersion("nobody", 3)).toBeNull();
    const experimentId = await client.experimentId("support-triage");
    const run = await client.createRun({ experimentId, runName: "refusals" });
    await client.logBatch(run.runId, { params: { p: "1" } });
    await expect(client.logBatch(run.runId, { params: { p: "2" } })).rejects.toThrow(TrackingError);
    await expect(client.downloadArtifact(`${run.artifactUri}/none`)).rejects.toMatchObject({
      status: 404,
    });
    await expect(client.uploadArtifact(run.runId, "../up", Buffer.from(""))).rejects.toThrow("..");
    await client.ensureRegisteredModel("refusals");
    // MLflow takes a place in its artifacts only together with the run that it belongs to.
    const foreign = { name: "refusals", source: "mlflow-artifacts:/0/x", runId: run.runId };
    await expect(client.createModelVersion(foreign)).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
    });
  });

  it("is reused while it runs, by many at once", async () => {
    const again = await Promise.all([start(), start()]);
    for (const one of again) expect(one).toMatchObject({ reused: true, pid: tracking.pid });
  });

  it("comes back with its data and its port after kill -9", async () => {
    process.kill(tracking.pid ?? 0, "SIGKILL");
    const next = await startTracking({ state, venv, env });
    expect(next).toMatchObject({ reused: false, uri: tracking.uri });
    expect(next.pid).not.toBe(tracking.pid);
    expect(await client.searchModelVersions("name='refusals'")).toEqual([]);
    expect(await client.experimentId("race")).toMatch(/^\d+$/);
    tracking = next;
  });

  it("leaves no process when it is stopped, and says when there was none", async () => {
    const record = readRecord(placesOf(state));
    expect(await stopTracking(state)).toBe(true);
    expect(commandOf(record?.pid ?? 0)).toBeUndefined();
    // Nobody of its process group either.
    expect(() => process.kill(-(record?.pid ?? 0), 0)).toThrow("ESRCH");
    expect(existsSync(placesOf(state).record)).toBe(false);
    expect(await stopTracking(state)).toBe(false);
    expect(await trackingStatus(state, env)).toMatchObject({ running: false, uri: null });
    const lost = new MlflowClient({ uri: tracking.uri, env, backoffMs: 1 });
    await expect(lost.ping()).rejects.toThrow(TrackingUnreachable);
  });

  it("goes to the next port when another program has its own, and trusts no stale record", async () => {
    const { server, port } = await occupy();
    const { record } = placesOf(state);
    // This test's own process, under a recorded id: alive, and not the server.
    const stale = { pid: process.pid, port, uri: `http://127.0.0.1:${port}`, command: "x" };
    writeFileSync(
      record,
      JSON.stringify({
        ...stale,
        started_at: new Date().toISOString(),
        fingerprint: "f",
        instance: "i",
      }),
    );
    try {
      const next = await start(port);
      expect(next.uri).not.toBe(stale.uri);
      expect(readRecord(placesOf(state))).toMatchObject({ pid: next.pid, uri: next.uri });
    } finally {
      await stopTracking(state);
      server.close();
    }
  });

  it("of two checkouts that start at once each gets a server of its own", async () => {
    const states = ["one", "two"].map((name) => mkdtempSync(join(tmpdir(), `towpath-${name}-`)));
    try {
      const starts = states.map(async (folder, index) => {
        // The second looks at the port while the first imports, and waits while the first answers.
        await sleep(index * 700);
        return startTracking({ state: folder, venv, env, port: 5700 });
      });
      const both = await Promise.all(starts);
      expect(new Set(both.map((one) => one.uri)).size).toBe(2);
      for (const one of both) expect(commandOf(one.pid ?? 0)).toContain(new URL(one.uri).port);
    } finally {
      for (const folder of states) {
        await stopTracking(folder);
        rmSync(folder, { recursive: true, force: true });
      }
    }
  });

  it("names the log and shows its end when the server cannot start", async () => {
    const { folder, log } = placesOf(state);
    writeFileSync(join(folder, "mlflow.db"), "no database at all, but long enough to look at it");
    await expect(start()).rejects.toThrow(/did not start[^]*mlflow\.log/);
    expect(readFileSync(log, "utf8")).toContain("file is not a database");
    expect(await trackingStatus(state, env)).toMatchObject({ running: false });
  });
});

describe("MLFLOW_TRACKING_URI", () => {
  it("is used instead, and must answer", async () => {
    const { server, port } = await occupy();
    server.close();
    const external = { ...env, MLFLOW_TRACKING_URI: `http://ada:secret@127.0.0.1:${port}` };
    const started = startTracking({ state: "/nowhere", env: external });
    await expect(started).rejects.toThrow(TrackingUnreachable);
    await expect(started).rejects.not.toThrow("secret");
    expect(await trackingStatus("/nowhere", external)).toEqual({
      running: false,
      uri: `http://127.0.0.1:${port}`,
      embedded: false,
    });
  });
});

/** A port that is taken. */
async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

/** Not by fetch, which does not let a caller choose Host. */
function createExperiment(uri: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${uri}/api/2.0/mlflow/experiments/create`,
      { method: "POST", headers: { "content-type": "application/json", ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    call.on("error", reject);
    call.end('{"name":"from a browser"}');
  });
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GC_SCRIPT } from "../../../components/tracking/gc-script";
import { messageOf } from "../../../lib/errors";
import { MlflowClient } from "../../jobs/tracking/client";
import { TrackingReader } from "../../recovery/tracking-reader";
import type { Context } from "../context";
import { findPython } from "../tracking/python";
import { startTracking, stopTracking } from "../tracking/server";
import { venvPython } from "../tracking/venv";
import { collect } from "./collect";
import { contextOf, makeRun, promoteLocally } from "./testing";

const venv = join(__dirname, "..", "..", "..", ".towpath", "venv");
const env: NodeJS.ProcessEnv = { ...process.env };
for (const name of Object.keys(env))
  if (name.startsWith("MLFLOW_")) Reflect.deleteProperty(env, name);

describe("towpath data gc on a real MLflow server", async () => {
  const noPython = await findPython(env).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  if (noPython !== undefined) {
    console.warn(`data gc skipped: ${noPython}`);
    it.skip(noPython, () => undefined);
    return;
  }
  const state = mkdtempSync(join(tmpdir(), "towpath-gc-"));
  const context: Context = contextOf(state, env);
  const python = venvPython(venv);
  let client: MlflowClient;
  let uri: string;

  beforeAll(async () => {
    ({ uri } = await startTracking({ state, venv, env, port: 5660, onProgress: () => undefined }));
    client = new MlflowClient({ uri, env });
  }, 600_000);
  beforeEach(() => {
    rmSync(context.paths.localServices, { recursive: true, force: true });
  });
  afterAll(async () => {
    await stopTracking(state);
    rmSync(state, { recursive: true, force: true });
  });

  /** As a person does it in MLflow's page. */
  const ask = async (path: string, body: object) => {
    const answer = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  };
  /** MLflow writes the time of a deletion by itself: the database is asked to say another one. */
  const age = (runs: readonly string[], days: number) => {
    const code =
      "import sqlite3, sys\n" +
      "with sqlite3.connect(sys.argv[1], timeout=30) as database:\n" +
      "    for run in sys.argv[3:]:\n" +
      "        database.execute('UPDATE runs SET deleted_time = ? WHERE run_uuid = ?', (int(sys.argv[2]), run))\n";
    const then = Date.now() - days * 86_400_000;
    const database = join(state, "mlflow", "mlflow.db");
    const done = spawnSync(python, ["-c", code, database, String(then), ...runs]);
    expect(done.stderr.toString()).toBe("");
  };
  const deleted = async (days: number, given: Parameters<typeof makeRun>[1] = {}) => {
    const made = await makeRun(client, given);
    await ask("runs/delete", { run_id: made.runId });
    age([made.runId], days);
    return made;
  };
  const gc = (olderThanDays = 30, dryRun = false) =>
    collect(context, { python, trackingUri: uri, olderThanDays, dryRun });
  const reasons = (kept: readonly { run: string; reason: string }[], run: string) =>
    kept.filter((one) => one.run === run).map(({ reason }) => reason);
  const folderOf = (artifactUri: string) =>
    join(state, "mlflow", "artifacts", artifactUri.replace("mlflow-artifacts:/", ""));
  const runs = () => new TrackingReader({ uri, env }).allRuns();

  it("removes what was deleted long ago, run and files; what is young or live stays", async () => {
    const old = await deleted(31);
    const young = await deleted(29);
    const live = await makeRun(client, {});
    const dry = await gc(30, true);
    expect(dry).toMatchObject({ dry_run: true, removed: [old.runId], failed: [] });
    expect((await runs()).has(old.runId)).toBe(true);
    expect(existsSync(join(folderOf(old.source), "manifest.json"))).toBe(true);

    expect(await gc()).toMatchObject({ dry_run: false, removed: [old.runId], failed: [] });
    const left = await runs();
    expect([old, young, live].map(({ runId }) => left.has(runId))).toEqual([false, true, true]);
    expect(existsSync(folderOf(old.artifactUri))).toBe(false);
    expect(existsSync(join(folderOf(young.source), "manifest.json"))).toBe(true);
    expect(existsSync(join(folderOf(live.source), "manifest.json"))).toBe(true);
  });

  it("never takes what a record names, nor what a version points to, however old", async () => {
    const served = await deleted(400);
    const before = await deleted(400);
    const evaluation = await deleted(400);
    const another = await deleted(400, { tags: { "towpath.evaluated_run": served.runId } });
    const registered = await deleted(400, { model: "gc-model" });
    promoteLocally(context, served, { evaluation: evaluation.runId, previous: before });
    const { removed, kept } = await gc();
    expect(removed).toEqual([]);
    for (const { runId } of [served, before, evaluation]) {
      expect(reasons(kept, runId)).toEqual([`support-triage.yaml names ${runId}`]);
    }
    expect(reasons(kept, another.runId)).toEqual([`support-triage.yaml names ${served.runId}`]);
    expect(reasons(kept, registered.runId)).toEqual(["gc-model version 1 points to it"]);
    for (const { source } of [served, before, evaluation, another, registered]) {
      expect(existsSync(join(folderOf(source), "manifest.json"))).toBe(true);
    }
  });

  it("leaves the promoted run of a deleted experiment, which mlflow gc would take", async () => {
    const experiment_id = await client.experimentId("ended");
    const promoted = await client.createRun({ experimentId: experiment_id, runName: "promoted" });
    const other = await client.createRun({ experimentId: experiment_id, runName: "other" });
    await ask("experiments/delete", { experiment_id });
    age([promoted.runId, other.runId], 400);
    promoteLocally(context, { ...promoted, source: `${promoted.artifactUri}/model` });
    const { removed } = await gc();
    expect(removed).toContain(other.runId);
    expect(removed).not.toContain(promoted.runId);
    expect((await runs()).has(promoted.runId)).toBe(true);
  });

  it("removes nothing where the records cannot be read, or are not all there", async () => {
    const old = await deleted(31);
    mkdirSync(context.paths.localServices, { recursive: true });
    const file = join(context.paths.localServices, "support-triage.yaml");
    writeFileSync(file, "name: support-triage\nenvironments: {");
    await expect(gc()).rejects.toThrow(/support-triage\.yaml/);

    const script = (records: string, services: string) => {
      const done = spawnSync(python, ["-c", GC_SCRIPT], {
        encoding: "utf8",
        env: {
          ...env,
          MLFLOW_BACKEND_STORE_URI: `sqlite:///${join(state, "mlflow", "mlflow.db")}`,
          MLFLOW_TRACKING_URI: uri,
          ...{ RECORDS: records, SERVICES: services, OLDER_THAN_DAYS: "30" },
        },
      });
      return { code: done.status, said: JSON.parse(done.stdout) as { refused: string } };
    };
    const empty = mkdtempSync(join(state, "empty-"));
    for (const [records, services, reason] of [
      [context.paths.localServices, "support-triage", /cannot be read as a service/],
      [empty, "support-triage", /found those of \[\]; expected \['support-triage'\]/],
      [empty, "", /expected \[\]/],
      [join(empty, "gone"), "support-triage", /found no folder of promotion records/],
    ] as const) {
      const { code, said } = script(records, services);
      expect([code, said.refused]).toEqual([1, expect.stringMatching(reason)]);
    }
    expect((await runs()).has(old.runId)).toBe(true);
    expect(existsSync(join(folderOf(old.source), "manifest.json"))).toBe(true);
    // With whole records it is nobody's.
    rmSync(file);
    expect((await gc()).removed).toContain(old.runId);
  });

  it("keeps a run in the database whose files it cannot remove, and says so", async () => {
    const old = await deleted(31);
    const { removed, failed } = await collect(context, {
      ...{ python, olderThanDays: 30, dryRun: false, retries: 0 },
      trackingUri: "http://127.0.0.1:9",
    });
    expect(removed).toEqual([]);
    expect(failed.map(({ run }) => run)).toContain(old.runId);
    expect((await runs()).has(old.runId)).toBe(true);
    expect((await gc()).removed).toContain(old.runId);
  });
});

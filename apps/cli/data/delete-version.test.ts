import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { messageOf } from "../../../lib/errors";
import { MlflowClient } from "../../jobs/tracking/client";
import { FolderReader } from "../../recovery/artifact-reader";
import { readTombstone, TOMBSTONE, TOMBSTONE_TAG } from "../../recovery/tombstone";
import { TrackingReader } from "../../recovery/tracking-reader";
import { verifyConsistency } from "../../recovery/verify";
import type { Context } from "../context";
import { promotedVersions } from "../drill/records";
import { LOCAL } from "../promotion/record";
import { findPython } from "../tracking/python";
import { startTracking, stopTracking } from "../tracking/server";
import { deleteVersion } from "./delete-version";
import { rightsThen } from "./rights-then";
import { contextOf, makeRun, promoteLocally } from "./testing";
import { traceVersion, versionOf } from "./trace-version";

const venv = join(__dirname, "..", "..", "..", ".towpath", "venv");
const env: NodeJS.ProcessEnv = { ...process.env };
for (const name of Object.keys(env))
  if (name.startsWith("MLFLOW_")) Reflect.deleteProperty(env, name);

describe("towpath data delete on a real MLflow server", async () => {
  const noPython = await findPython(env).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  if (noPython !== undefined) {
    console.warn(`data delete skipped: ${noPython}`);
    it.skip(noPython, () => undefined);
    return;
  }
  const state = mkdtempSync(join(tmpdir(), "towpath-data-"));
  const context: Context = contextOf(state, env);
  let client: MlflowClient;
  let uri: string;

  beforeAll(async () => {
    ({ uri } = await startTracking({ state, venv, env, port: 5640, onProgress: () => undefined }));
    client = new MlflowClient({ uri, env });
  }, 600_000);
  beforeEach(() => {
    rmSync(context.paths.localServices, { recursive: true, force: true });
  });
  afterAll(async () => {
    await stopTracking(state);
    rmSync(state, { recursive: true, force: true });
  });

  const remove = (
    version: number,
    change: { deleter?: string; approver?: string; reason?: string } = {},
  ) =>
    deleteVersion(context, client, {
      model: "triage",
      version: String(version),
      reason: change.reason ?? "its data had to be erased",
      people: { deleter: change.deleter ?? "petra", approver: change.approver ?? "omar" },
    });
  const folder = join(state, "mlflow", "artifacts");
  const placeOf = (source: string, file: string) =>
    join(folder, source.replace("mlflow-artifacts:/", ""), file);
  const verify = async () =>
    verifyConsistency({
      runs: await new TrackingReader({ uri, env }).allRuns(),
      versions: await client.searchModelVersions(""),
      records: promotedVersions(context.paths.root, context.paths.localServices, LOCAL),
      artifacts: new FolderReader(folder),
      tombstones: { noRight: rightsThen(context.paths.root) },
    });

  it("deletes the files, leaves a tombstone and tags, and verify calls it on purpose", async () => {
    const { version, source, runId } = await makeRun(client, { model: "triage" });
    const stone = await remove(version);
    expect(existsSync(placeOf(source, "manifest.json"))).toBe(false);
    expect(existsSync(placeOf(source, "parts/weights.bin"))).toBe(false);
    expect(stone.files.map(({ path }) => path)).toEqual(["manifest.json", "parts/weights.bin"]);
    expect(stone).toMatchObject({ deleted_by: "petra", approved_by: "omar", run_id: runId });
    expect(stone.roles).toEqual(["platform-owner"]);
    const bytes = await client.downloadArtifact(`${source}/${TOMBSTONE}`);
    const kept = await versionOf(client, "triage", String(version));
    expect(readTombstone(bytes, { version: kept, promotedBy: undefined })).toEqual({ stone });
    expect((await client.getRun(runId))?.tags[TOMBSTONE_TAG]).toBe(kept.tags[TOMBSTONE_TAG]);
    const found = await verify();
    expect(found.missing.filter(({ name }) => name === `triage version ${version}`)).toEqual([]);
    expect(found.deleted).toContainEqual(expect.stringContaining(`triage version ${version}: `));
    const said: string[] = [];
    const report = { ...context.report, line: (line = "") => void said.push(line) };
    await traceVersion(
      { ...context, env: { ...env, TOWPATH_STATE: state }, report },
      "triage",
      String(version),
    );
    expect(said.join("\n")).toMatch(/deleted +its files were deleted .* by petra/);
    // A second time there is nothing left to do, and the tombstone is the same.
    expect(await remove(version)).toEqual(stone);
  });

  it("refuses whoever lacks the right, and one person alone; nothing is touched", async () => {
    const { version, source } = await makeRun(client, { model: "triage" });
    await expect(remove(version, { deleter: "mira" })).rejects.toThrow(
      /mira may not delete a shared artifact/,
    );
    await expect(remove(version, { approver: "dana" })).rejects.toThrow(/dana may not approve/);
    await expect(remove(version, { approver: "petra" })).rejects.toThrow(/petra/);
    await expect(remove(version, { deleter: "nobody" })).rejects.toThrow(/is not in stacks/);
    expect(existsSync(placeOf(source, "manifest.json"))).toBe(true);
    expect(existsSync(placeOf(source, TOMBSTONE))).toBe(false);
  });

  it("refuses what a record names: as current, as previous, as evaluation, or evaluated by it", async () => {
    const served = await makeRun(client, { model: "triage" });
    const before = await makeRun(client, { model: "triage" });
    const evaluation = await makeRun(client, { model: "triage" });
    const another = await makeRun(client, {
      model: "triage",
      tags: { "towpath.evaluated_run": served.runId },
    });
    const free = await makeRun(client, { model: "triage" });
    promoteLocally(context, served, { evaluation: evaluation.runId, previous: before });
    for (const [one, field] of [
      [served, /environments\.local\.current\.run_id/],
      [before, /environments\.local\.previous\.artifact\.uri/],
      [evaluation, /environments\.local\.current\.evaluation\.run_id/],
      [another, /environments\.local\.current\.run_id/],
    ] as const) {
      await expect(remove(one.version)).rejects.toThrow(field);
      expect(existsSync(placeOf(one.source, "manifest.json"))).toBe(true);
    }
    await remove(free.version);
    expect(existsSync(placeOf(free.source, "manifest.json"))).toBe(false);
  });

  it("refuses files that another version shares, and a run that is being written", async () => {
    const { version, source, runId } = await makeRun(client, { model: "triage" });
    const twin = await client.createModelVersion({ name: "triage", source, runId });
    await expect(remove(version)).rejects.toThrow(
      new RegExp(`shares its files with triage version ${twin.version}`),
    );
    await client.deleteModelVersion("triage", twin.version);
    await client.updateRun(runId, "RUNNING");
    await expect(remove(version)).rejects.toThrow(/is RUNNING/);
    expect(existsSync(placeOf(source, "manifest.json"))).toBe(true);
  });

  it("ends what was begun, and takes nobody's planted tombstone for its own", async () => {
    const { version, source } = await makeRun(client, { model: "triage" });
    const stone = await remove(version);
    await client.uploadArtifact(source, "manifest.json", Buffer.from("{}"));
    expect((await remove(version, { reason: "again" })).reason).toBe(stone.reason);
    expect(existsSync(placeOf(source, "manifest.json"))).toBe(false);

    const planted = await makeRun(client, { model: "triage" });
    const other = { ...stone, version: planted.version, deleted_by: "mira" };
    const text = JSON.stringify({ ...other, run_id: planted.runId, artifact_uri: planted.source });
    await client.uploadArtifact(planted.source, TOMBSTONE, Buffer.from(text));
    await expect(remove(planted.version)).rejects.toThrow(/is by mira; expected petra/);
    expect(existsSync(placeOf(planted.source, "manifest.json"))).toBe(true);
    // A person without the right deletes by hand, with a tombstone and tags of their own.
    rmSync(placeOf(planted.source, "manifest.json"));
    const { sha256 } = await import("../../../lib/digest.js");
    await client.setModelVersionTag("triage", planted.version, TOMBSTONE_TAG, sha256(text));
    const { missing } = await verify();
    expect(
      missing.find(({ name }) => name === `triage version ${planted.version}`)?.problem,
    ).toMatch(/tombstone is refused: mira may not delete a shared artifact/);
  });
});

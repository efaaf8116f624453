import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ModelVersion, Run } from "../jobs/tracking/client";
import { FolderReader } from "./artifact-reader";
import { engrave, TOMBSTONE, TOMBSTONE_TAG, type Tombstone } from "./tombstone";
import { type RecordedVersion, type VerifyInput, verifyConsistency } from "./verify";

const folder = mkdtempSync(join(tmpdir(), "towpath-tombstone-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const RUN = "a".repeat(32);
const SOURCE = `mlflow-artifacts:/1/${RUN}/artifacts/model`;
const STONE: Tombstone = {
  tombstone: 1,
  model: "triage",
  version: 7,
  model_version: "triage-7",
  run_id: RUN,
  artifact_uri: SOURCE,
  artifact_sha256: "1".repeat(64),
  files: [{ path: "model.json", bytes: 2 }],
  deleted_by: "petra",
  roles: ["platform-owner"],
  approved_by: "omar",
  reason: "its data had to be erased",
  deleted_at: "2026-11-21T10:00:00.000Z",
  commit: null,
};
const run: Run = {
  runId: RUN,
  experimentId: "1",
  runName: "run",
  status: "FINISHED",
  artifactUri: `mlflow-artifacts:/1/${RUN}/artifacts`,
  startTime: 1,
  endTime: 2,
  deleted: false,
  metrics: {},
  params: {},
  tags: { "towpath.artifact_sha256": "1".repeat(64) },
};
const RECORD: RecordedVersion = {
  record: "record of prod",
  runId: "b".repeat(32),
  evaluationRunId: "c".repeat(32),
  artifact: { uri: "mlflow-artifacts:/1/b/artifacts/model", sha256: "2".repeat(64) },
};
let places = 0;

/** Verifies tracking with one version whose files are gone; at their place lies what is given. */
function ask(
  text: string | undefined,
  tag: string | undefined,
  rest: Partial<VerifyInput> = {},
  versionTags: Record<string, string> = {},
) {
  const place = join(folder, String((places += 1)));
  const at = join(place, "1", RUN, "artifacts", "model");
  mkdirSync(at, { recursive: true });
  if (text !== undefined) writeFileSync(join(at, TOMBSTONE), text);
  const version: ModelVersion = {
    name: "triage",
    version: 7,
    source: SOURCE,
    runId: RUN,
    description: "",
    status: "READY",
    tags: { ...versionTags, ...(tag === undefined ? {} : { [TOMBSTONE_TAG]: tag }) },
    aliases: [],
  };
  return verifyConsistency({
    runs: new Map([[RUN, run]]),
    versions: [version],
    records: [],
    artifacts: new FolderReader(place),
    ...rest,
  });
}

const { text, digest } = engrave(STONE);
const missing = async (found: ReturnType<typeof ask>) =>
  (await found).missing.map(({ problem }) => problem);

describe("a version whose files are gone", () => {
  it("is deleted on purpose where a tombstone lies that tracking knows of", async () => {
    const found = await ask(text, digest);
    expect(found.missing).toEqual([]);
    expect(found.deleted).toEqual([
      "triage version 7: deleted 2026-11-21T10:00:00.000Z by petra, approved by omar: its data had to be erased",
    ]);
  });

  it("is missing without a tombstone, whatever tracking says", async () => {
    expect(await missing(ask(undefined, undefined))).toEqual([`${SOURCE}/manifest.json: missing`]);
    expect(await missing(ask(undefined, digest))).toEqual([
      `${SOURCE}/manifest.json: missing; tracking says it was deleted, and its tombstone is gone`,
    ]);
  });

  it.each<[string, Partial<Tombstone>, RegExp]>([
    ["of another version", { version: 8 }, /it is of triage version 8 .*expected triage version 7/],
    ["of another run", { run_id: "d".repeat(32) }, /expected triage version 7 of run a{32}/],
    ["of another place", { artifact_uri: "s3://elsewhere/model" }, /expected mlflow-artifacts/],
    ["by one person", { approved_by: "petra" }, /petra deleted and approved; expected two people/],
  ])("is missing where the tombstone is %s", async (_name, change, reason) => {
    const other = engrave({ ...STONE, ...change });
    const problems = await missing(ask(other.text, other.digest));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(reason);
  });

  it("is missing where the tombstone was written by hand, changed, or is none", async () => {
    expect((await missing(ask(text, undefined)))[0]).toMatch(/knows of no deletion/);
    expect((await missing(ask(text.replace("petra", "mira"), digest)))[0]).toMatch(/tag says/);
    expect((await missing(ask("{}", digest)))[0]).toMatch(/tombstone is refused: it is none/);
    expect((await missing(ask("not JSON", digest)))[0]).toMatch(/tombstone is refused: it is none/);
  });

  it("is missing where a promotion record names the run or the artifact", async () => {
    const byRun = { ...RECORD, runId: RUN };
    const byPlace = { ...RECORD, artifact: { ...RECORD.artifact, uri: SOURCE } };
    for (const record of [byRun, byPlace]) {
      const problems = await missing(ask(text, digest, { records: [record] }));
      expect(problems).toContainEqual(
        expect.stringContaining("tombstone is refused: record of prod names what it says"),
      );
    }
    expect((await ask(text, digest, { records: [RECORD] })).deleted).toHaveLength(1);
  });

  it("is missing where whoever deleted it had no right", async () => {
    const noRight = ({ deleted_by }: Tombstone) =>
      deleted_by === "petra" ? "petra may not" : undefined;
    expect((await missing(ask(text, digest, { tombstones: { noRight } })))[0]).toMatch(
      /refused: petra may not$/,
    );
  });

  it("is deleted in a restored database that is older than the deletion, and only there", async () => {
    const at = (moment: string) => ({ tombstones: { databaseAt: new Date(moment) } });
    const before = await ask(text, undefined, at("2026-11-21T09:00:00Z"));
    expect([before.missing, before.deleted.length]).toEqual([[], 1]);
    const after = await ask(text, undefined, at("2026-11-21T11:00:00Z"));
    expect(after.missing[0]?.problem).toMatch(/knows of no deletion/);
  });
});

describe("a version that nobody pinned", () => {
  it("is not called unpinned when only its tombstone is left", async () => {
    const plain = new Map([[RUN, { ...run, tags: {} }]]);
    const found = await ask(text, digest, { runs: plain });
    expect([found.unpinned, found.deleted.length, found.missing]).toEqual([[], 1, []]);
  });
});

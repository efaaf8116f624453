import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sealArtifact } from "../inference/artifact/seal";
import type { ModelVersion, Run } from "../jobs/tracking/client";
import { FolderReader } from "./artifact-reader";
import { type RecordedVersion, verifyConsistency } from "./verify";

const folder = mkdtempSync(join(tmpdir(), "towpath-verify-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const id = (letter: string) => letter.repeat(32);
const uriOf = (run: string) => `mlflow-artifacts:/1/${run}/artifacts/model`;
let ground = 0;

/** Tracking with finished runs a and b, each with an artifact and a version. */
function tracking() {
  const place = join(folder, String((ground += 1)));
  const runs = new Map<string, Run>();
  const versions: ModelVersion[] = [];
  const records: RecordedVersion[] = [];
  const at = (run: string, file = "") => join(place, "1", run, "artifacts", "model", file);
  for (const [number, letter] of ["a", "b"].entries()) {
    const run = id(letter);
    const sealed = sealArtifact(
      at(run),
      new Map([
        ["model.json", "{}"],
        ["weights.bin", letter.repeat(1000)],
      ]),
      {
        artifact_name: "triage",
        model_version: `triage-${letter}`,
        kind: "rule",
        run_id: run,
        created_at: "2026-11-21T10:00:00Z",
        data: { uri: "x.csv", sha256: "0".repeat(64) },
        config_sha256: null,
        commit: null,
        metrics: {},
      },
    );
    runs.set(run, runOf(run, { "towpath.artifact_sha256": sealed.manifestSha256 }));
    versions.push(versionOf(number + 1, run));
    records.push({
      record: `record of ${letter}`,
      runId: run,
      evaluationRunId: run,
      artifact: { uri: uriOf(run), sha256: sealed.manifestSha256 },
    });
  }
  const ask = () =>
    verifyConsistency({ runs, versions, records, artifacts: new FolderReader(place) });
  return { place, runs, versions, records, at, ask };
}

function runOf(runId: string, tags: Record<string, string>, rest: Partial<Run> = {}): Run {
  return {
    runId,
    experimentId: "1",
    runName: "run",
    status: "FINISHED",
    artifactUri: `mlflow-artifacts:/1/${runId}/artifacts`,
    startTime: 1,
    endTime: 2,
    deleted: false,
    metrics: {},
    params: {},
    tags,
    ...rest,
  };
}

function versionOf(version: number, runId: string, state = "ready"): ModelVersion {
  return {
    name: "triage",
    version,
    runId,
    source: uriOf(runId),
    description: "",
    status: "READY",
    tags: { "towpath.state": state },
    aliases: [],
  };
}

describe("verify", () => {
  it("finds nothing where nothing is missing, and says what it compared", async () => {
    expect(await tracking().ask()).toEqual({
      runs: 2,
      model_versions: 2,
      records: 2,
      files: 6,
      bytes: expect.any(Number) as number,
      missing: [],
      deleted: [],
      orphans: [],
      unfinished: [],
      unpinned: [],
    });
  });

  it.each<[string, (t: ReturnType<typeof tracking>) => void, RegExp[]]>([
    [
      "a run that the database lacks",
      ({ runs }) => runs.delete(id("a")),
      [
        /^triage version 1: run a{32} is not in the database$/,
        /^record of a, run: run a{32} is not/,
        /^record of a, evaluation: run a{32} is not/,
      ],
    ],
    [
      "a run that was deleted",
      ({ runs }) => runs.set(id("a"), runOf(id("a"), {}, { deleted: true })),
      [/^triage version 1: run a{32} is deleted$/, /record of a, run/, /record of a, evaluation/],
    ],
    [
      "an artifact that is gone",
      ({ at }) => {
        rmSync(at(id("b")), { recursive: true });
      },
      [/^triage version 2: .*manifest\.json: missing$/, /^record of b: .*manifest\.json: missing$/],
    ],
    [
      "one file that is gone",
      ({ at }) => {
        rmSync(at(id("b"), "weights.bin"));
      },
      [/^triage version 2: .*weights\.bin: missing$/, /^record of b: .*weights\.bin: missing$/],
    ],
    [
      "one byte that is another",
      ({ at }) => {
        writeFileSync(at(id("a"), "weights.bin"), `x${"a".repeat(999)}`);
      },
      [/^triage version 1: .*weights\.bin: found sha256 \w{64}; expected/, /^record of a: /],
    ],
    [
      "a manifest that is another, whole one",
      ({ at }) => {
        writeFileSync(at(id("a"), "manifest.json"), readFileSync(at(id("b"), "manifest.json")));
      },
      [/^triage version 1: .*manifest\.json: found sha256/, /^record of a: /],
    ],
    [
      "a version whose registry names another run's artifact",
      ({ versions }) => versions.splice(0, 1, versionOf(1, id("c"))),
      [/^triage version 1: run c{32} is not in the database$/],
    ],
  ])("names %s", async (_what, damage, expected) => {
    const here = tracking();
    damage(here);
    const { missing } = await here.ask();
    const lines = missing.map(({ name, problem }) => `${name}: ${problem}`);
    expect(lines).toHaveLength(expected.length);
    for (const pattern of expected) expect(lines.some((line) => pattern.test(line))).toBe(true);
  });

  it("tells what never was finished from what is missing", async () => {
    const here = tracking();
    here.runs.set(id("d"), runOf(id("d"), {}, { status: "RUNNING" }));
    here.versions.push(versionOf(3, id("d"), "pending"));
    expect(await here.ask()).toMatchObject({
      missing: [],
      unfinished: [`triage version 3 (run ${id("d")} is RUNNING)`],
    });
  });

  it("lists files that no run owns, and versions that nobody pinned", async () => {
    const here = tracking();
    mkdirSync(join(here.place, "1", id("e")), { recursive: true });
    mkdirSync(join(here.place, "1", "models"), { recursive: true });
    here.runs.set(id("f"), runOf(id("f"), {}));
    here.versions.push(versionOf(4, id("f")));
    mkdirSync(here.at(id("f")), { recursive: true });
    const empty = await here.ask();
    expect(empty.missing).toEqual([
      { name: "triage version 4", problem: `${uriOf(id("f"))}: found no files` },
    ]);
    writeFileSync(here.at(id("f"), "model.pkl"), "x");
    expect(await here.ask()).toMatchObject({
      missing: [],
      orphans: [`1/${id("e")}`],
      unpinned: ["triage version 4"],
    });
  });
});

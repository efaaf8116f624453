import { sha256 } from "../../lib/digest";
import { messageOf } from "../../lib/errors";
import { parseManifest } from "../inference/artifact/read";
import type { ModelVersion, Run } from "../jobs/tracking/client";
import type { ArtifactReader } from "./artifact-reader";
import { epitaph, readTombstone, TOMBSTONE, TOMBSTONE_TAG, type Witnesses } from "./tombstone";

/** A version that a promotion record names. */
export interface RecordedVersion {
  /** Where it is written: service, environment, current or previous. */
  readonly record: string;
  readonly runId: string;
  readonly evaluationRunId: string;
  readonly artifact: { readonly uri: string; readonly sha256: string };
}

/** What is asked about. */
export interface VerifyInput {
  readonly runs: ReadonlyMap<string, Run>;
  readonly versions: readonly ModelVersion[];
  readonly records: readonly RecordedVersion[];
  readonly artifacts: ArtifactReader;
  /** How tombstones are judged besides what tracking and records say. */
  readonly tombstones?: Pick<Witnesses, "databaseAt" | "noRight">;
  readonly onProgress?: (detail: string) => void;
}

/** What names something, and what is wrong with it. */
export interface Finding {
  /** A model version or a promotion record. */
  readonly name: string;
  readonly problem: string;
}

/** Whether database, artifacts and records still belong together. */
export interface Consistency {
  readonly runs: number;
  readonly model_versions: number;
  readonly records: number;
  /** Files whose bytes were compared with a digest. */
  readonly files: number;
  readonly bytes: number;
  /** What was promised and is not there, or is something else. */
  readonly missing: readonly Finding[];
  /** Versions that somebody let go of on purpose: a tombstone says who and why. */
  readonly deleted: readonly string[];
  /** Artifact folders of runs that the database does not know; null where they cannot be listed. */
  readonly orphans: readonly string[] | null;
  /** Versions of runs that were never finished: promised to nobody. */
  readonly unfinished: readonly string[];
  /** Versions that are there, and whose bytes nobody pinned: not registered by Towpath. */
  readonly unpinned: readonly string[];
}

/**
 * For every registered model version and every promotion record: the run exists in the database, the
 * artifact lies at its URI, and every byte of it has its digest.
 */
export async function verifyConsistency(input: VerifyInput): Promise<Consistency> {
  const checker = new Checker(input);
  const { versions, records, onProgress } = input;
  for (const [done, version] of versions.entries()) {
    onProgress?.(`version ${done + 1} of ${versions.length}`);
    await checker.version(version);
  }
  for (const record of records) await checker.record(record);
  const folders = await input.artifacts.runFolders();
  const { missing, deleted, unfinished, unpinned, files, bytes } = checker;
  return {
    runs: input.runs.size,
    model_versions: versions.length,
    records: records.length,
    files,
    bytes,
    missing,
    deleted,
    orphans: folders?.filter((folder) => !input.runs.has(folder.split("/").at(-1) ?? "")) ?? null,
    unfinished,
    unpinned,
  };
}

class Checker {
  readonly missing: Finding[] = [];
  readonly deleted: string[] = [];
  readonly unfinished: string[] = [];
  readonly unpinned: string[] = [];
  files = 0;
  bytes = 0;
  /** Artifact → its problem, or none: a promoted version is asked about three times. */
  private readonly judged = new Map<string, Promise<string | undefined>>();

  constructor(private readonly input: VerifyInput) {}

  async version(one: ModelVersion): Promise<void> {
    const { name, version, runId, source, tags } = one;
    const title = `${name} version ${version}`;
    const run = this.input.runs.get(runId);
    const state = tags["towpath.state"];
    if (run === undefined || run.deleted) {
      this.lost(title, runId, run);
      return;
    }
    if (run.status !== "FINISHED" || state === "pending" || state === "failed") {
      this.unfinished.push(`${title} (run ${runId} is ${run.status})`);
      return;
    }
    const digest = run.tags["towpath.artifact_sha256"];
    const problem =
      digest === undefined ? await this.unheld(source) : await this.judge(source, digest);
    if (problem !== undefined || tags[TOMBSTONE_TAG] !== undefined) {
      await this.absent(one, title, problem);
    } else if (digest === undefined) this.unpinned.push(title);
  }

  /** A version that is not whole, or that tracking calls deleted: on purpose, or missing? */
  private async absent(one: ModelVersion, title: string, problem: string | undefined) {
    const { runId, source } = one;
    const bytes = await this.input.artifacts.bytes(`${source}/${TOMBSTONE}`);
    if (bytes === undefined) {
      const gone = "tracking says it was deleted, and its tombstone is gone";
      const tagged = one.tags[TOMBSTONE_TAG] !== undefined;
      this.missing.push({
        name: title,
        problem: [problem, tagged ? gone : undefined].filter(Boolean).join("; "),
      });
      return;
    }
    const promotedBy = this.input.records.find(
      (record) => record.runId === runId || record.artifact.uri === source,
    )?.record;
    const read = readTombstone(bytes, { ...this.input.tombstones, version: one, promotedBy });
    if ("stone" in read) {
      const left = problem === undefined ? "; its files are still there: delete it again" : "";
      this.deleted.push(`${title}: ${epitaph(read.stone)}${left}`);
      return;
    }
    const refused = `its tombstone is refused: ${read.refused}`;
    this.missing.push({
      name: title,
      problem: problem === undefined ? refused : `${problem}; ${refused}`,
    });
  }

  private async unheld(source: string): Promise<string | undefined> {
    return (await this.input.artifacts.holds(source)) ? undefined : `${source}: found no files`;
  }

  async record(record: RecordedVersion): Promise<void> {
    for (const [what, id] of [
      ["run", record.runId],
      ["evaluation", record.evaluationRunId],
    ] as const) {
      const run = this.input.runs.get(id);
      if (run === undefined || run.deleted) this.lost(`${record.record}, ${what}`, id, run);
      else if (run.status !== "FINISHED") {
        const problem = `run ${id} is ${run.status}; expected FINISHED`;
        this.missing.push({ name: `${record.record}, ${what}`, problem });
      }
    }
    await this.artifact(record.record, record.artifact.uri, record.artifact.sha256);
  }

  private lost(name: string, runId: string, run: Run | undefined): void {
    const found = run === undefined ? "is not in the database" : "is deleted";
    this.missing.push({ name, problem: `run ${runId} ${found}` });
  }

  /** What is wrong with an artifact, if anything; read once, however often it is asked about. */
  private judge(uri: string, digest: string): Promise<string | undefined> {
    const key = `${uri} ${digest}`;
    const known = this.judged.get(key) ?? this.problemOf(uri, digest);
    this.judged.set(key, known);
    return known;
  }

  private async artifact(name: string, uri: string, digest: string): Promise<void> {
    const problem = await this.judge(uri, digest);
    if (problem !== undefined) this.missing.push({ name, problem });
  }

  /** What is wrong with an artifact: its manifest by the digest, every other file by the manifest. */
  private async problemOf(uri: string, digest: string): Promise<string | undefined> {
    const { artifacts } = this.input;
    const place = `${uri}/manifest.json`;
    const text = await artifacts.bytes(place);
    if (text === undefined) return `${place}: missing`;
    const found = sha256(text);
    this.count(text.length);
    if (found !== digest) return `${place}: found sha256 ${found}; expected ${digest}`;
    let files;
    try {
      files = Object.entries(parseManifest(text).files);
    } catch (error) {
      return `${uri}/${messageOf(error)}`;
    }
    for (const [file, expected] of files) {
      const actual = await artifacts.digest(`${uri}/${file}`);
      if (actual === undefined) return `${uri}/${file}: missing`;
      this.count(actual.bytes);
      if (actual.sha256 !== expected.sha256) {
        return `${uri}/${file}: found sha256 ${actual.sha256}; expected ${expected.sha256}`;
      }
    }
    return undefined;
  }

  private count(bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
  }
}

import { sha256 } from "../../lib/digest";
import { messageOf } from "../../lib/errors";
import { parseManifest } from "../inference/artifact/read";
import type { ModelVersion, Run } from "../jobs/tracking/client";
import type { ArtifactReader } from "./artifact-reader";

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
  const { missing, unfinished, unpinned, files, bytes } = checker;
  return {
    runs: input.runs.size,
    model_versions: versions.length,
    records: records.length,
    files,
    bytes,
    missing,
    orphans: folders?.filter((folder) => !input.runs.has(folder.split("/").at(-1) ?? "")) ?? null,
    unfinished,
    unpinned,
  };
}

class Checker {
  readonly missing: Finding[] = [];
  readonly unfinished: string[] = [];
  readonly unpinned: string[] = [];
  files = 0;
  bytes = 0;
  /** Artifact → its problem, or none: a promoted version is asked about three times. */
  private readonly judged = new Map<string, Promise<string | undefined>>();

  constructor(private readonly input: VerifyInput) {}

  async version({ name, version, runId, source, tags }: ModelVersion): Promise<void> {
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
    if (digest === undefined) {
      if (await this.input.artifacts.holds(source)) this.unpinned.push(title);
      else this.missing.push({ name: title, problem: `${source}: found no files` });
      return;
    }
    await this.artifact(title, source, digest);
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

  private async artifact(name: string, uri: string, digest: string): Promise<void> {
    const key = `${uri} ${digest}`;
    const known = this.judged.get(key) ?? this.problemOf(uri, digest);
    this.judged.set(key, known);
    const problem = await known;
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

import { loadStacks } from "../../../components/config/load";
import { RefusedError } from "../../../lib/errors";
import type { MlflowClient, ModelVersion, Run } from "../../jobs/tracking/client";
import {
  engrave,
  readTombstone,
  TOMBSTONE,
  TOMBSTONE_TAG,
  type Tombstone,
} from "../../recovery/tombstone";
import { type Context, gitCommit } from "../context";
import { checkUnnamed, checkUnshared } from "./deletable";
import { versionOf } from "./trace-version";
import { checkDeleters, type DeletingPeople } from "./rights";

/** What to delete, by whom and why. */
export interface DeleteRequest {
  /** The registered model. */
  readonly model: string;
  /** MLflow's number of the version, or Towpath's name of it. */
  readonly version: string;
  readonly reason: string;
  readonly people: DeletingPeople;
}

/**
 * Deletes the files of a version and leaves a tombstone. The tombstone is first, then the tags, then
 * the files go: killed in between, it is finished by the same command. Run and version stay in
 * tracking, so that a trace still says what was.
 * @throws RefusedError when a record names it or somebody lacks the right; InputError for no such version
 */
export async function deleteVersion(
  context: Context,
  client: MlflowClient,
  request: DeleteRequest,
): Promise<Tombstone> {
  const { paths, now } = context;
  const { access } = loadStacks(paths.root);
  const version = await versionOf(client, request.model, request.version);
  const title = `${version.name} version ${version.version}`;
  const run = await client.getRun(version.runId);
  if (run === null) {
    throw new RefusedError(`${title}: its run ${version.runId} is not in tracking.`, {
      hint: "Nobody can say what it is any more: npx towpath drill verify",
    });
  }
  const team = run.tags["towpath.team"];
  checkDeleters(access, request.people, team === undefined ? [] : [team], now());
  checkUnnamed(context.paths, version, run, title);
  await checkUnshared(client, version, run, title);

  const place = `${version.source}/${TOMBSTONE}`;
  const { stone, written, files } = await stoneFor(context, client, { version, run, request });
  const { text, digest } = engrave(stone);
  if (!written) await client.uploadArtifact(version.source, TOMBSTONE, Buffer.from(text));
  await client.setTags(run.runId, tagsOf(stone, digest));
  for (const [key, value] of Object.entries(tagsOf(stone, digest))) {
    await client.setModelVersionTag(version.name, version.version, key, value);
  }
  for (const path of files) await client.deleteArtifact(`${version.source}/${path}`);
  const left = (await filesOf(client, run, version)).filter(({ path }) => path !== TOMBSTONE);
  if (left.length > 0) {
    throw new RefusedError(
      `${title}: ${left.length} files are still there, such as ${left[0]?.path ?? ""}.`,
      { hint: `The store kept them. ${place} says that they are to go: run the command again.` },
    );
  }
  return stone;
}

const tagsOf = (stone: Tombstone, digest: string) => ({
  [TOMBSTONE_TAG]: digest,
  "towpath.deleted_by": stone.deleted_by,
  "towpath.deleted_at": stone.deleted_at,
});

/** A tombstone that an interrupted deletion left stays as it is: it has what was there. */
async function stoneFor(
  context: Context,
  client: MlflowClient,
  { version, run, request }: { version: ModelVersion; run: Run; request: DeleteRequest },
): Promise<{ stone: Tombstone; written: boolean; files: string[] }> {
  const { paths, now } = context;
  const there = await filesOf(client, run, version);
  const files = there.filter(({ path }) => path !== TOMBSTONE);
  const names = files.map(({ path }) => path);
  if (files.length < there.length) {
    const bytes = await client.downloadArtifact(`${version.source}/${TOMBSTONE}`);
    const live = { ...version, tags: {} };
    const read = readTombstone(bytes, {
      version: live,
      promotedBy: undefined,
      databaseAt: new Date(0),
    });
    if ("refused" in read) {
      throw new RefusedError(`${version.source}/${TOMBSTONE} is refused: ${read.refused}.`, {
        hint: "Somebody else wrote it. Look who did, and take it away first.",
      });
    }
    if (read.stone.deleted_by !== request.people.deleter) {
      throw new RefusedError(
        `${version.source}/${TOMBSTONE} is by ${read.stone.deleted_by}; expected ${request.people.deleter}.`,
        {
          hint: "Whoever began a deletion ends it; a tombstone that nobody began must be looked at.",
        },
      );
    }
    if (engrave(read.stone).text === Buffer.from(bytes).toString("utf8")) {
      return { stone: read.stone, written: true, files: names };
    }
  }
  if (files.length === 0) {
    throw new RefusedError(`${version.source}: found no files; there is nothing to delete.`, {
      hint: "What is gone without a tombstone is missing: npx towpath drill verify",
    });
  }
  const { identities } = loadStacks(paths.root).access;
  const stone: Tombstone = {
    tombstone: 1,
    model: version.name,
    version: version.version,
    model_version: version.tags["towpath.model_version"] ?? null,
    run_id: run.runId,
    artifact_uri: version.source,
    artifact_sha256: run.tags["towpath.artifact_sha256"] ?? null,
    files,
    deleted_by: request.people.deleter,
    roles: [...(identities[request.people.deleter]?.roles ?? [])],
    approved_by: request.people.approver,
    reason: request.reason,
    deleted_at: now().toISOString(),
    commit: gitCommit(paths.root),
  };
  return { stone, written: false, files: names };
}

/** Every file of a version, by its path below it. */
async function filesOf(client: MlflowClient, run: Run, version: ModelVersion) {
  const folder = version.source.slice(run.artifactUri.length + 1);
  const files: { path: string; bytes: number }[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { path, isDir, bytes } of await client.listArtifacts(run.runId, next)) {
      if (isDir) open.push(path);
      else files.push({ path: path.slice(folder.length + 1), bytes: bytes ?? 0 });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

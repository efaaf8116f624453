import { InputError } from "../../../lib/errors";
import type { MlflowClient, ModelVersion, Run } from "../../jobs/tracking/client";
import { TrackingError } from "../../jobs/tracking/errors";
import { readTombstone, TOMBSTONE, TOMBSTONE_TAG, type Tombstone } from "../../recovery/tombstone";
import type { Context } from "../context";
import { during } from "../output";
import { openTracking } from "../tracking/open";

/** What tracking says about a version, deleted or not. */
interface VersionTrace {
  readonly model: string;
  readonly version: number;
  readonly model_version: string | null;
  readonly run_id: string;
  readonly artifact: { readonly uri: string; readonly sha256: string | null };
  readonly commit: string | null;
  readonly dataset: { readonly uri: string | null; readonly sha256: string | null };
  /** Its tombstone; null while its files are there, or where it is gone or refused. */
  readonly tombstone: Tombstone | null;
  /** In words; null while its files are there. */
  readonly deleted: string | null;
}

/** The tags of a run in words; null where nobody deleted its artifact. */
export function deletionOf(tags: Readonly<Record<string, string>> | undefined): string | null {
  if (tags?.[TOMBSTONE_TAG] === undefined) return null;
  const { "towpath.deleted_at": at = "?", "towpath.deleted_by": by = "?" } = tags;
  return `its files were deleted ${at} by ${by}`;
}

/**
 * Where a registered version came from, and what became of it.
 * @throws InputError for no such version
 */
export async function traceVersion(
  context: Context,
  model: string,
  wanted: string,
): Promise<number> {
  const { report } = context;
  const found = await during(report, `trace ${model} ${wanted}`, async (step) => {
    const client = await openTracking(context, step);
    const version = await versionOf(client, model, wanted);
    return traced(client, version, await client.getRun(version.runId));
  });
  report.result(found);
  const none = "—";
  const rows: [string, string][] = [
    ["version", `${found.model} version ${found.version}  ${found.model_version ?? ""}`.trim()],
    ["artifact", `${found.artifact.uri}  sha256 ${found.artifact.sha256 ?? none}`],
    ["run", found.run_id],
    ["commit", found.commit ?? none],
    ["dataset", `${found.dataset.uri ?? none}  sha256 ${found.dataset.sha256 ?? none}`],
    ...(found.deleted === null ? [] : [["deleted", found.deleted] as [string, string]]),
    ...(found.tombstone === null
      ? []
      : ([
          ["approved by", found.tombstone.approved_by],
          ["reason", found.tombstone.reason],
          [
            "had",
            found.tombstone.files.map(({ path, bytes }) => `${path} (${bytes} B)`).join(", "),
          ],
        ] as [string, string][])),
  ];
  for (const [key, value] of rows) report.line(`${key.padEnd(12)} ${value}`);
  return 0;
}

/** A version by MLflow's number or by Towpath's name. @throws InputError for none */
export async function versionOf(
  client: MlflowClient,
  model: string,
  wanted: string,
): Promise<ModelVersion> {
  // It goes into MLflow's filter, in quotes.
  const all = /^[\w .-]+$/.test(model) ? await client.searchModelVersions(`name='${model}'`) : [];
  const found = all.find(
    (one) => String(one.version) === wanted || one.tags["towpath.model_version"] === wanted,
  );
  if (found !== undefined) return found;
  const numbers = all.map((one) => one.version).join(", ");
  throw new InputError(
    `found no version "${wanted}" of ${model}; expected one of ${numbers === "" ? "none: there is no such model" : numbers}`,
  );
}

async function traced(
  client: MlflowClient,
  version: ModelVersion,
  run: Run | null,
): Promise<VersionTrace> {
  const { tags } = version;
  const stone = tags[TOMBSTONE_TAG] === undefined ? undefined : await stoneAt(client, version);
  return {
    model: version.name,
    version: version.version,
    model_version: tags["towpath.model_version"] ?? null,
    run_id: version.runId,
    artifact: { uri: version.source, sha256: run?.tags["towpath.artifact_sha256"] ?? null },
    commit: run?.tags["towpath.commit"] ?? null,
    dataset: {
      uri: run?.tags["towpath.dataset_uri"] ?? null,
      sha256: run?.tags["towpath.dataset_sha256"] ?? null,
    },
    tombstone: typeof stone === "object" ? stone : null,
    deleted:
      stone === undefined
        ? null
        : `${deletionOf(tags) ?? ""}${typeof stone === "string" ? `; its tombstone: ${stone}` : ""}`,
  };
}

/** The tombstone, or what is wrong with it. */
async function stoneAt(client: MlflowClient, version: ModelVersion): Promise<Tombstone | string> {
  try {
    const bytes = await client.downloadArtifact(`${version.source}/${TOMBSTONE}`);
    const read = readTombstone(bytes, { version, promotedBy: undefined });
    return "stone" in read ? read.stone : read.refused;
  } catch (error) {
    if (error instanceof TrackingError && error.status === 404) return "gone";
    throw error;
  }
}

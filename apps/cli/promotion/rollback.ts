import type { ArtifactSource, ArtifactStore } from "../../jobs/artifact-store";
import { isPromoted } from "../../../components/config/service";
import { RefusedError } from "../../../lib/errors";
import { saveFile } from "../../../lib/save-file";
import type { Context } from "../context";
import { switchTo } from "../serving/live";
import { LOCAL, openRecord, withRollback } from "./record";

/** A rollback as done. */
export interface RollbackResult {
  readonly service: string;
  readonly environment: string;
  readonly record: string;
  /** What is served from now on. */
  readonly model_version: string;
  /** What was rolled back; a second rollback brings it back. */
  readonly rolled_back: string;
  /** The endpoint that was verified by /health and /predict; null when none runs here. */
  readonly endpoint: string | null;
}

/**
 * Swaps a record's current and previous version and verifies what the endpoint on this machine
 * then serves. The artifact is verified first: a rollback to a broken artifact is no rollback. One in
 * another environment's store is verified there, by the pod that fetches it before it serves: this
 * machine need not reach that store in the middle of an incident.
 * @throws RefusedError when there is nothing to go back to, or the endpoint does not follow
 */
export async function rollback(
  request: { service: string; environment: string },
  context: Context,
  store: ArtifactStore,
  source: ArtifactSource,
): Promise<RollbackResult> {
  const { service, environment } = request;
  const record = openRecord(context.paths, service, environment);
  if (record.promotion === undefined) {
    throw new RefusedError(
      `${service} has no promotion in ${environment}: it serves its baseline, ${record.service.baseline.model_version}.`,
      { hint: "There is nothing to roll back to before the first promotion." },
    );
  }
  const { current, previous } = record.promotion;
  const reachable = environment === LOCAL || !isPromoted(previous);
  const artifact = reachable
    ? await store.fetch(previous.artifact, context.paths.root, source)
    : undefined;
  saveFile(record.path, withRollback(record.yaml, environment));
  const live =
    environment === LOCAL && artifact !== undefined
      ? await switchTo(context.paths, service, artifact.path, previous.model_version)
      : undefined;
  return {
    service,
    environment,
    record: record.path,
    model_version: previous.model_version,
    rolled_back: current.model_version,
    endpoint: live?.url ?? null,
  };
}

import { join } from "node:path";
import type { ArtifactStore } from "../../jobs/artifact-store";
import type { TrackingReader } from "../../recovery/tracking-reader";
import type { ModelVersion, Run } from "../../jobs/tracking/client";
import type { Context } from "../context";
import { verifyServed } from "../serving/probe";
import { startServer } from "../serving/server-process";
import { artifactStore } from "../tracking/open";
import type { DrillPlace } from "./place";
import type { PromotedHere } from "./records";

/** A version that answered. */
export interface Answered {
  readonly service: string;
  readonly model_version: string;
}

/**
 * What must answer /predict: what is promoted now; where nothing is, the newest version that was
 * finished, so that a drill before the first promotion proves as much.
 */
export function versionsToAsk(
  promoted: readonly PromotedHere[],
  versions: readonly ModelVersion[],
  runs: ReadonlyMap<string, Run>,
): Pick<PromotedHere, "service" | "modelVersion" | "artifact">[] {
  const current = promoted.filter((version) => version.current);
  if (current.length > 0) return current;
  const finished = versions.flatMap(({ name, runId, source, version }) => {
    const run = runs.get(runId);
    const sha256 = run?.tags["towpath.artifact_sha256"];
    const modelVersion = run?.tags["towpath.model_version"];
    if (run?.status !== "FINISHED" || sha256 === undefined || modelVersion === undefined) return [];
    return [{ service: name, modelVersion, artifact: { uri: source, sha256 }, version }];
  });
  return finished.sort((a, b) => b.version - a.version).slice(0, 1);
}

/** Fetches an artifact from the restored MLflow, serves it on loopback, and asks it. */
export async function askRestored(
  context: Context,
  place: DrillPlace,
  client: TrackingReader,
  version: Pick<PromotedHere, "service" | "modelVersion" | "artifact">,
): Promise<Answered> {
  const { root } = context.paths;
  // A store of its own: the artifact must come from what was restored, not from this machine's copy.
  const paths = { ...context.paths, artifacts: join(place.folder, "fetched") };
  const store: ArtifactStore = artifactStore({ ...context, paths });
  const { path } = await store.fetch(version.artifact, root, client);
  const server = await startServer({ root, artifact: path, port: 0 });
  try {
    if (server.process.pid !== undefined) place.remember({ pid: server.process.pid });
    await verifyServed(server.url, version.modelVersion);
  } finally {
    await server.stop();
  }
  return { service: version.service, model_version: version.modelVersion };
}

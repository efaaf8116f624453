import { join } from "node:path";
import type { ArtifactStore } from "../../jobs/artifact-store";
import { verifyServed } from "../../inference/client/probe";
import { bundledServer, startServer } from "../../inference/client/server-process";
import type { PromotedHere } from "../../recovery/drill/records";
import type { Answered } from "../../recovery/drill/report";
import type { TrackingReader } from "../../recovery/tracking-reader";
import type { Context } from "../context";
import { artifactStore } from "../tracking/open";
import type { DrillPlace } from "./place";

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
  const server = await startServer({ program: bundledServer(root), artifact: path, port: 0 });
  try {
    if (server.process.pid !== undefined) place.remember({ pid: server.process.pid });
    await verifyServed(server.url, version.modelVersion);
  } finally {
    await server.stop();
  }
  return { service: version.service, model_version: version.modelVersion };
}

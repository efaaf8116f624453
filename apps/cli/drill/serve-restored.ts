import { join } from "node:path";
import type { FolderReader } from "../../recovery/artifact-reader";
import { type Asked, restoredFolder } from "../../recovery/drill/prove";
import type { TrackingReader } from "../../recovery/tracking-reader";
import type { Context } from "../context";
import { artifactStore } from "../tracking/open";
import type { DrillPlace } from "./place";

/** What was restored: files, what the URIs of those in S3 began with, and MLflow on the database. */
export interface RestoredArtifacts {
  readonly reader: FolderReader;
  readonly root: string | undefined;
  readonly client: TrackingReader;
}

/**
 * The folder of a restored artifact. What MLflow passes on is fetched through the restored one; what
 * jobs read from S3 themselves is taken from where its objects were restored to.
 */
export async function folderOfRestored(
  context: Context,
  place: DrillPlace,
  { reader, root, client }: RestoredArtifacts,
  version: Asked,
): Promise<string> {
  const { artifact } = version;
  if (artifact.uri.startsWith("s3://")) return restoredFolder(reader, root, version);
  // A store of its own: the artifact must come from what was restored, not from this machine's copy.
  const paths = { ...context.paths, artifacts: join(place.folder, "fetched") };
  const store = artifactStore({ ...context, paths });
  return (await store.fetch(artifact, context.paths.root, client)).path;
}

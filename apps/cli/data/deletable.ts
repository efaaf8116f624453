import { RefusedError } from "../../../lib/errors";
import type { MlflowClient, ModelVersion, Run } from "../../jobs/tracking/client";
import type { Paths } from "../context";
import { namesOf, recordedTexts } from "./named-in-records";

/** Nothing that a promotion record names, and nothing that is being written. @throws RefusedError */
export function checkUnnamed(paths: Paths, version: ModelVersion, run: Run, title: string): void {
  if (run.status === "RUNNING" || run.status === "SCHEDULED") {
    throw new RefusedError(`${title}: its run ${run.runId} is ${run.status}; it is being written.`);
  }
  const names = namesOf(
    {
      runId: run.runId,
      evaluatedRun: run.tags["towpath.evaluated_run"],
      modelVersion: version.tags["towpath.model_version"] ?? run.tags["towpath.model_version"],
      artifactUri: version.source,
    },
    recordedTexts(paths),
  );
  if (names.length === 0) return;
  throw new RefusedError(`${title} is promoted. It is named by:\n  ${names.join("\n  ")}`, {
    hint: "What a promotion record names is served or is what a rollback brings back. Promote others over it first.",
  });
}

/** Another version of the same files would be gone with it. @throws RefusedError */
export async function checkUnshared(
  client: MlflowClient,
  version: ModelVersion,
  run: Run,
  title: string,
): Promise<void> {
  if (!version.source.startsWith(`${run.artifactUri}/`)) {
    throw new RefusedError(
      `${title} lies at ${version.source}; expected a place below its run's, ${run.artifactUri}.`,
      { hint: "Only what a run of its own holds is deleted here." },
    );
  }
  const others = (await client.searchModelVersions("")).filter(
    (one) =>
      (one.name !== version.name || one.version !== version.version) &&
      (`${one.source}/`.startsWith(`${version.source}/`) ||
        `${version.source}/`.startsWith(`${one.source}/`)),
  );
  const [other] = others;
  if (other === undefined) return;
  throw new RefusedError(`${title} shares its files with ${other.name} version ${other.version}.`, {
    hint: "Delete neither, or the other's registration first.",
  });
}

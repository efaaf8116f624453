import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isPromoted, type Service, serviceSchema } from "../../../components/config/service";
import { readYaml } from "../../../lib/yaml-file";
import type { ModelVersion, Run } from "../../jobs/tracking/client";
import type { RecordedVersion } from "../verify";

/** A version that is promoted, and what must be known to ask it. */
export interface PromotedHere extends RecordedVersion {
  readonly service: string;
  readonly modelVersion: string;
  readonly current: boolean;
  /** Does the bundled server answer by itself, without a language model beside it? */
  readonly alone: boolean;
}

/** The services whose files lie in a folder; none when it is not there. @throws InputError for a bad one */
export function servicesIn(folder: string): Service[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readYaml(join(folder, name), serviceSchema).value);
}

/**
 * The versions that a service's promotion record names. A committed baseline is none of them: no run
 * made it, and it lies in the repository.
 */
export function versionsOf(service: Service, environment: string): PromotedHere[] {
  const record = service.environments[environment];
  if (record === undefined) return [];
  return (["current", "previous"] as const).flatMap((which) => {
    const version = record[which];
    if (!isPromoted(version)) return [];
    return [
      {
        record: `promotion record ${service.name}, ${environment}, ${which} (${version.model_version})`,
        service: service.name,
        modelVersion: version.model_version,
        current: which === "current",
        alone: service.runtime === "bundled",
        runId: version.run_id,
        evaluationRunId: version.evaluation.run_id,
        artifact: version.artifact,
      },
    ];
  });
}

/** What the promotion records of a folder name in an environment: of a backup, those and no others. */
export function recordedIn(folder: string, environment: string): PromotedHere[] {
  return servicesIn(folder).flatMap((service) => versionsOf(service, environment));
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
  // A language model needs a GPU, which no drill has; its artifact is still verified byte for byte.
  if (current.length > 0) return current.filter(({ alone }) => alone);
  const finished = versions.flatMap(({ name, runId, source, version }) => {
    const run = runs.get(runId);
    const sha256 = run?.tags["towpath.artifact_sha256"];
    const modelVersion = run?.tags["towpath.model_version"];
    if (run?.status !== "FINISHED" || sha256 === undefined || modelVersion === undefined) return [];
    return [{ service: name, modelVersion, artifact: { uri: source, sha256 }, version }];
  });
  return finished.sort((a, b) => b.version - a.version).slice(0, 1);
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadService, serviceNames } from "../../../components/config/load";
import { isPromoted, type Service, serviceSchema } from "../../../components/config/service";
import { readYaml } from "../../../lib/yaml-file";
import type { RecordedVersion } from "../../recovery/verify";

/** A version that is promoted, and what must be known to ask it. */
export interface PromotedHere extends RecordedVersion {
  readonly service: string;
  readonly modelVersion: string;
  readonly current: boolean;
}

/**
 * The versions that promotion records name. A committed baseline is none of them: no run made it,
 * and it lies in the repository.
 * @param folder of the records on this machine; a service without one there is as it is committed
 */
export function promotedVersions(
  root: string,
  folder: string,
  environment: string,
): PromotedHere[] {
  const names = new Set(serviceNames(root));
  const here = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(".yaml"))
    : [];
  const local = here.map((name) => readYaml(join(folder, name), serviceSchema).value);
  const known = new Set(local.map(({ name }) => name));
  const committed = [...names]
    .filter((name) => !known.has(name))
    .map((name) => loadService(root, name).value);
  return [...local, ...committed].flatMap((service) => versionsOf(service, environment));
}

function versionsOf(service: Service, environment: string): PromotedHere[] {
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
        runId: version.run_id,
        evaluationRunId: version.evaluation.run_id,
        artifact: version.artifact,
      },
    ];
  });
}

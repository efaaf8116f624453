import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LastRun } from "../results";
import type { Objects } from "./data";

/**
 * Brings a quarantined artifact out of a pod that is about to end: to `quarantine/` in the artifact
 * root, where no run points at it, with the reason beside it.
 * @returns the same result with the artifact's place in the object store
 */
export async function saveQuarantined(
  run: LastRun,
  artifactRoot: string,
  objects: Objects,
): Promise<LastRun> {
  const folder = fileURLToPath(run.artifact_uri);
  const target = `${artifactRoot}/quarantine/${basename(folder)}`;
  const files = readdirSync(folder).sort((a, b) => rank(a) - rank(b));
  for (const file of files)
    await objects.put(`${target}/${file}`, readFileSync(join(folder, file)));
  await objects.put(`${target}.reason.json`, readFileSync(`${folder}.reason.json`));
  return { ...run, artifact_uri: target };
}

/** The manifest last: it is what makes a folder an artifact. */
const rank = (file: string) => (file === "manifest.json" ? 1 : 0);

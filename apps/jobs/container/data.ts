import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isS3, jobConfigSchema } from "../../../lib/job-config";
import { readYaml } from "../../../lib/yaml-file";
import { type LoadedConfig, loadJobConfig } from "../config";

/** The part of an object store that jobs use. */
export interface Objects {
  get(uri: string): Promise<Uint8Array>;
  put(uri: string, body: Uint8Array): Promise<void>;
}

/**
 * Reads a job config in a container: data in s3:// is downloaded to the scratch folder first. Whether
 * its bytes are the reviewed ones is checked where every dataset is read, by the config's digest.
 * @throws InputError as loadJobConfig; ObjectStoreError when the store says no or stays away
 */
export async function loadWithData(
  path: string,
  root: string,
  scratch: string,
  objects: Objects,
): Promise<LoadedConfig> {
  const { value: config } = readYaml(path, jobConfigSchema);
  const fetched = new Map<string, string>();
  for (const uri of [config.dataset_uri, config.eval_uri ?? ""]) {
    if (!isS3(uri) || fetched.has(uri)) continue;
    const folder = join(scratch, "data");
    mkdirSync(folder, { recursive: true });
    const place = join(folder, `${fetched.size}.csv`);
    writeFileSync(place, await objects.get(uri));
    fetched.set(uri, place);
  }
  return loadJobConfig(path, root, fetched);
}

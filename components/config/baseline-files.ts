import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../../lib/digest";
import { InputError, messageOf } from "../../lib/errors";
import type { Service } from "./service";

/** File name → text of a committed baseline. */
export type BaselineFiles = Readonly<Record<string, string>>;

/** Bytes of a baseline at most: it travels in a ConfigMap, which holds 1 MiB. */
const MOST_BYTES = 900_000;

const manifestFiles = z.object({
  files: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/), z.unknown()),
});

/**
 * Reads each service's committed baseline. That its bytes are those of the service's file, the
 * policy pack says in a preview and the pod before it serves; here it is only carried.
 * @param root the project's root
 * @throws InputError when a baseline is missing, is no artifact, or is too large to travel
 */
export function readBaselines(
  root: string,
  services: Readonly<Record<string, Service>>,
): Readonly<Record<string, BaselineFiles>> {
  return Object.fromEntries(
    Object.values(services).map((service) => [service.name, readBaseline(root, service)]),
  );
}

function readBaseline(root: string, { name, baseline }: Service): BaselineFiles {
  const { uri } = baseline.artifact;
  const at = `stacks/services/${name}.yaml: baseline.artifact.uri`;
  try {
    const read = (file: string) => {
      const bytes = readFileSync(join(root, uri, file));
      const text = bytes.toString("utf8");
      if (sha256(text) !== sha256(bytes)) throw new Error(`${file} is not UTF-8 text`);
      return text;
    };
    const manifest = read("manifest.json");
    const { files } = manifestFiles.parse(JSON.parse(manifest));
    const all = Object.fromEntries([
      ["manifest.json", manifest] as const,
      ...Object.keys(files).map((file) => [file, read(file)] as const),
    ]);
    const bytes = Object.values(all).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes > MOST_BYTES) throw new Error(`it has ${bytes} bytes, more than ${MOST_BYTES}`);
    return all;
  } catch (error) {
    throw new InputError(
      `${at}: found ${uri}, which cannot be carried to a cluster: ${messageOf(error)}; expected a small artifact with a manifest.json`,
    );
  }
}

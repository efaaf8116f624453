import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "./manifest";

/**
 * Objects from a folder of YAML, in the order of the files' names and of the documents inside: what
 * `kubectl apply -f` of the folder would take. Empty documents are left out.
 * @throws Error naming file and place of what is not YAML, or not an object
 */
export function objectsIn(folder: string): Manifest[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  return files.flatMap((name) => {
    const documents = parseAllDocuments(readFileSync(join(folder, name), "utf8"));
    return [...documents].flatMap((document, at) => {
      const [problem] = document.errors;
      if (problem !== undefined) throw new Error(`${name}: ${problem.message}`);
      const value: unknown = document.toJS();
      if (value === null || value === undefined) return [];
      if (!isManifest(value)) {
        throw new Error(`${name}, document ${at + 1}: expected an object with apiVersion and kind`);
      }
      return [value];
    });
  });
}

function isManifest(value: unknown): value is Manifest {
  return (
    typeof value === "object" &&
    value !== null &&
    "apiVersion" in value &&
    typeof value.apiVersion === "string" &&
    "kind" in value &&
    typeof value.kind === "string"
  );
}

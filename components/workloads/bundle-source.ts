import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { sha256 } from "../../lib/digest";
import { InputError } from "../../lib/errors";

/** A program of this repository as one file of JavaScript. */
export interface Bundle {
  /** Its name under dist/, such as `inference.js`. */
  readonly file: string;
  readonly content: string;
  /** Of `content`. */
  readonly sha256: string;
}

/** The bundles that run in containers, as scripts/build.js calls them. */
export type BundleName = "inference" | "fetch" | "job" | "recovery";

/**
 * Bytes of a bundle at most. A ConfigMap holds 1 MiB with everything in it
 * (https://kubernetes.io/docs/concepts/configuration/configmap/); the rest is for its metadata, and
 * for a reader who sees the limit coming.
 */
export const MOST_BUNDLE_BYTES = 900_000;

interface Builder {
  readonly build: () => void;
  readonly isStale: () => boolean;
}

/**
 * Reads a bundle, built anew when a source is newer: the same file that `npx towpath serve` starts.
 * @param root the project's root
 * @throws InputError when it is too large for a ConfigMap
 */
export function readBundle(root: string, name: BundleName): Bundle {
  const builder = createRequire(join(root, "package.json"))("./scripts/build.js") as Builder;
  if (builder.isStale()) builder.build();
  const file = `${name}.js`;
  const content = readFileSync(join(root, "dist", file), "utf8");
  const bytes = Buffer.byteLength(content);
  if (bytes > MOST_BUNDLE_BYTES) {
    throw new InputError(
      `dist/${file}: found ${bytes} bytes; expected at most ${MOST_BUNDLE_BYTES}, which a ConfigMap holds`,
      { hint: "Look at what it imports: esbuild's --analyze tells what the bytes are." },
    );
  }
  return { file, content, sha256: sha256(content) };
}

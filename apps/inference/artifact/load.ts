import { InputError, messageOf } from "../../../lib/errors";
import { kinds } from "../models";
import type { Model, ModelKind } from "../models/kind";
import type { Manifest } from "./manifest";
import { describeIssues, readArtifact } from "./read";

/** A verified artifact and the model made from it. */
export interface LoadedArtifact {
  readonly model: Model;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
}

/** What else an artifact must fit. */
export interface LoadOptions {
  /** The SHA-256 that manifest.json's bytes must have. @default any */
  readonly expectedSha256?: string | undefined;
  /** The model kinds that may be loaded. @default every kind of models/index.ts */
  readonly kinds?: readonly ModelKind[];
}

/**
 * Reads an artifact, checks it whole, and makes its model.
 * @throws InputError naming the file, what was found and what was expected
 */
export function loadArtifact(source: string, options: LoadOptions = {}): LoadedArtifact {
  const artifact = readArtifact(source);
  const { manifest, manifestSha256 } = artifact;
  if (options.expectedSha256 !== undefined && options.expectedSha256 !== manifestSha256) {
    throw new InputError(
      `manifest.json: found sha256 ${manifestSha256}; expected ${options.expectedSha256}`,
    );
  }
  const known = options.kinds ?? kinds;
  const kind = known.find((candidate) => candidate.name === manifest.kind);
  if (kind === undefined) {
    const names = known.map((candidate) => candidate.name).join(", ");
    throw new InputError(
      `manifest.json: found kind ${JSON.stringify(manifest.kind)}; expected one of ${names}`,
    );
  }
  return { model: makeModel(kind, (name) => artifact.file(name)), manifest, manifestSha256 };
}

function makeModel(kind: ModelKind, file: (name: string) => Uint8Array): Model {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file("model.json")));
  } catch (error) {
    throw new InputError(`model.json: not JSON: ${messageOf(error)}`);
  }
  const spec = kind.schema.safeParse(data);
  if (!spec.success) {
    throw new InputError(
      `model.json: does not fit kind ${kind.name}: ${describeIssues(spec.error, data)}`,
    );
  }
  try {
    return kind.load(spec.data, file);
  } catch (error) {
    throw new InputError(`model.json: kind ${kind.name} refuses it: ${messageOf(error)}`);
  }
}

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, messageOf, RefusedError } from "../../../lib/errors";
import { ObjectStore } from "../../../lib/object-store/client";
import { parseS3Uri, s3Uri } from "../../../lib/object-store/uri";
import { httpSource, trackingSource } from "./http-source";
import type { Source, SourceOptions } from "./source";

/**
 * The source that an artifact's address names.
 * @throws InputError for any other scheme, and for an address that its scheme has no place for
 */
export function sourceOf(uri: string, options: SourceOptions): Source {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case "s3":
      return s3Source(uri, options);
    case "http":
    case "https":
      return httpSource(uri, options);
    case "mlflow-artifacts":
      return trackingSource(uri, options);
    case "file":
      return folderSource(pathOf(uri));
    case undefined:
      if (uri.startsWith("/")) return folderSource(uri);
  }
  throw new InputError(
    `ARTIFACT_URI: found ${JSON.stringify(uri)}; expected s3://, mlflow-artifacts:, https://, http://, file:// or an absolute path`,
  );
}

function s3Source(uri: string, { env, silenceMs }: SourceOptions): Source {
  const at = parseS3Uri(uri);
  const store = new ObjectStore({ env, timeoutMs: silenceMs, retries: 0 });
  const prefix = at.key === "" ? "" : `${at.key}/`;
  return {
    shown: uri,
    open: (name) => store.stream(s3Uri({ ...at, key: prefix + name })),
  };
}

/** A folder that is mounted already; it is copied, so that what is served cannot change under way. */
function folderSource(folder: string): Source {
  return {
    shown: folder,
    async open(name) {
      const path = join(folder, name);
      try {
        const found = await stat(path);
        if (!found.isFile()) throw new RefusedError(`${path}: expected a plain file`);
        return { bytes: found.size, body: createReadStream(path) };
      } catch (error) {
        if (error instanceof RefusedError) throw error;
        throw new RefusedError(`${path}: cannot be read: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    throw new InputError(
      `ARTIFACT_URI: found ${JSON.stringify(uri)}; expected file:///<absolute path> (${messageOf(error)})`,
    );
  }
}

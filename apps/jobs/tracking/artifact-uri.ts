import { fileURLToPath } from "node:url";
import { InputError, messageOf } from "../../../lib/errors";

/** Where the bytes of an artifact lie. */
export type ArtifactUri =
  /** Behind an MLflow server that passes artifacts on; authority (`host:port`) names another one. */
  | { readonly kind: "proxied"; readonly authority: string | undefined; readonly path: string }
  /** On the disk of whoever reads the URI; `path` is absolute. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string }
  | { readonly kind: "other"; readonly scheme: string };

/**
 * Reads an artifact URI: `mlflow-artifacts:/1/ab12/artifacts`, `mlflow-artifacts://host:port/1/…`,
 * `file:///srv/x`, an absolute path, `s3://bucket/key`.
 * @throws InputError for `..`, an empty text, a relative path or broken escapes
 */
export function parseArtifactUri(uri: string): ArtifactUri {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(uri) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      if (uri.startsWith("/")) return { kind: "file", path: uri };
      throw invalid(uri, "an absolute path or a URI with a scheme");
    case "mlflow-artifacts": {
      const [, authority, path = ""] = /^(?:\/\/([^/]*))?(.*)$/s.exec(rest) ?? [];
      return {
        kind: "proxied",
        authority: authority === undefined || authority === "" ? undefined : authority,
        path: cleanPath(uri, path),
      };
    }
    case "file":
      return { kind: "file", path: filePath(uri, rest) };
    case "s3": {
      const [, bucket = "", key = ""] = /^\/\/([^/]+)\/?(.*)$/s.exec(rest) ?? [];
      if (bucket === "") throw invalid(uri, "s3://<bucket>/<key>");
      return { kind: "s3", bucket, key: cleanPath(uri, key) };
    }
    default:
      return { kind: "other", scheme: scheme ?? "" };
  }
}

/** The URI of a proxied place; what {@link parseArtifactUri} reads back. */
export function proxiedUri(path: string, authority?: string): string {
  return `mlflow-artifacts:${authority === undefined ? "" : `//${authority}`}/${path}`;
}

/**
 * A path inside an artifact root: its segments joined, each checked.
 * @throws InputError for `..`, `.`, empty segments, backslashes and control characters: MLflow
 *   refuses them too, and on a server that did not they would leave the root
 */
export function artifactPath(...parts: readonly string[]): string {
  return parts
    .map((part) => cleanPath(part, part))
    .filter((part) => part !== "")
    .join("/");
}

/** A checked path as part of a URL: every segment escaped, the slashes kept. */
export function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function cleanPath(shown: string, path: string): string {
  // One leading and one trailing slash only separate; any other empty segment is a mistake.
  const inner = path.replace(/^\//, "").replace(/\/$/, "");
  if (inner === "") return "";
  for (const segment of inner.split("/")) {
    if (
      segment === "" ||
      segment === "." ||
      segment === ".." ||
      /[\\\u0000-\u001f]/.test(segment)
    ) {
      throw invalid(shown, 'a path of plain names: no "..", ".", "\\" or empty segment');
    }
  }
  // A lone surrogate has no UTF-8 form and so no place in a URL.
  if (Buffer.from(inner).toString() !== inner) throw invalid(shown, "well-formed Unicode");
  return inner;
}

function filePath(uri: string, rest: string): string {
  try {
    return fileURLToPath(rest.startsWith("/") ? `file:${rest}` : uri);
  } catch (error) {
    throw invalid(uri, `file:///<absolute path> (${messageOf(error)})`);
  }
}

function invalid(found: string, expected: string): InputError {
  return new InputError(`artifact URI: found ${JSON.stringify(found)}; expected ${expected}`);
}

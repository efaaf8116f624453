import { InputError } from "../errors";

/** A place in an S3-compatible store; `key` is empty for the bucket itself. */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Reads `s3://bucket/key`.
 * @throws InputError for another scheme, a bucket that is no bucket name, and a key that a URL or a
 *   folder could read as another one: `..`, `.`, an empty segment, a backslash, a control character
 */
export function parseS3Uri(uri: string): S3Location {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(uri) ?? [];
  // The rule for names: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw invalid(uri, "s3://<bucket>/<key>, the bucket 3 to 63 of a-z, 0-9, - and .");
  }
  const clean = key.replace(/\/$/, "");
  const segments = clean === "" ? [] : clean.split("/");
  if (segments.some((segment) => /^\.{0,2}$|[\\\u0000-\u001f]/.test(segment))) {
    throw invalid(uri, 'a key of plain names: no "..", ".", "\\" or empty segment');
  }
  // A lone surrogate has no UTF-8 form and so no place in a URL.
  if (Buffer.from(clean).toString() !== clean) throw invalid(uri, "well-formed Unicode");
  return { bucket, key: clean };
}

/** The URI that {@link parseS3Uri} reads back. */
export function s3Uri({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/** A key as part of a URL: every byte escaped but RFC 3986's unreserved ones and the slashes. */
export function keyPath(key: string): string {
  return key.split("/").map(escapeUri).join("/");
}

/** As SigV4 wants names and values of a query, and the segments of a path. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function invalid(found: string, expected: string): InputError {
  return new InputError(`S3 URI: found ${JSON.stringify(found)}; expected ${expected}`);
}

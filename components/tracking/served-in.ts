/** `s3://bucket/key`, as a record names an artifact; nothing with a `*` or `?`, which a policy expands. */
const PLACE = /s3:\/\/[a-z0-9][a-z0-9.-]+\/[A-Za-z0-9_./@=+-]+/g;

/** The artifacts in S3 that services' files name, each once, sorted: the same files, the same plan. */
export function servedIn(records: Readonly<Record<string, string>>): string[] {
  const found = Object.values(records).flatMap((text) => text.match(PLACE) ?? []);
  return [...new Set(found.map((uri) => uri.replace(/\/+$/, "")))].sort();
}

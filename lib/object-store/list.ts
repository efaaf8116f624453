import { ObjectStoreError } from "./errors";

/** One object of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /**
   * The store's tag of these bytes: another one for other bytes, whatever the name says. Only the
   * store knows what it is made of. docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
   */
  readonly etag: string | undefined;
  /** When it was written, as the store says it. */
  readonly modified: string | undefined;
}

/**
 * Reads one page of ListObjectsV2 that was asked for with `encoding-type=url`, so that no key holds
 * a character that XML has no place for. A store that does so says it in the answer
 * (docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html); others, such as versitygw 1.8,
 * write keys as they are.
 * @throws ObjectStoreError when it is no such page
 */
export function readPage(
  xml: string,
  what: string,
): { objects: ListedObject[]; next: string | undefined } {
  if (!/<ListBucketResult[\s>]/.test(xml)) throw notAList(what);
  const decode = field(xml, "EncodingType") === "url" ? decodeForm : unescapeXml;
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, entry = ""]) => {
    const key = field(entry, "Key");
    const size = field(entry, "Size");
    if (key === undefined || size === undefined || !/^\d+$/.test(size)) throw notAList(what);
    const etag = field(entry, "ETag");
    return {
      key: decode(key),
      bytes: Number(size),
      etag: etag === undefined ? undefined : unescapeXml(etag),
      modified: field(entry, "LastModified"),
    };
  });
  const truncated = field(xml, "IsTruncated") === "true";
  const next = field(xml, "NextContinuationToken");
  // Without a token to go on with, half a list would pass for the whole.
  if (truncated && next === undefined) throw notAList(what);
  return { objects, next: truncated && next !== undefined ? unescapeXml(next) : undefined };
}

function field(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** As a form encodes: a space may be a plus. */
function decodeForm(text: string): string {
  return decodeURIComponent(text.replace(/\+/g, " "));
}

const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (_whole, name: string | undefined, decimal: string | undefined, hex: string | undefined) =>
      name === undefined
        ? String.fromCodePoint(decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal))
        : (NAMED[name] ?? ""),
  );
}

function notAList(what: string): ObjectStoreError {
  return new ObjectStoreError(
    `${what}: the answer is no list of objects. Is an S3-compatible store at this address?`,
    { status: 200, code: "NotAList", passing: false, hint: "Check AWS_ENDPOINT_URL_S3." },
  );
}

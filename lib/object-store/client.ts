import { InputError } from "../errors";
import { textOf } from "./body";
import { ObjectStoreError } from "./errors";
import { type ListedObject, readPage } from "./list";
import { type FileBody, type ObjectStoreOptions, Transport } from "./transport";
import { parseS3Uri, type S3Location } from "./uri";

export { ObjectStoreError } from "./errors";
export type { ListedObject } from "./list";
export type { FileBody, ObjectStoreOptions } from "./transport";

/** An object that arrives piece by piece. */
export interface ObjectStream {
  /** As announced; what arrives is exactly that long, or reading it throws ObjectStoreError. */
  readonly bytes: number;
  /** As {@link ListedObject.etag}: of the bytes that arrive. */
  readonly etag: string | undefined;
  /** When they were written, as HTTP says it: to the second. */
  readonly modified: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * A small client of S3 and of stores that speak its language: whole objects, by `s3://` URI.
 *
 * Every method throws ObjectStoreError when the store says no or stays away, after repeating what
 * may pass, and InputError for a URI or settings that cannot be right.
 */
export class ObjectStore {
  private readonly transport: Transport;

  /** @throws InputError for an endpoint that is no URL */
  constructor(options: ObjectStoreOptions = {}) {
    this.transport = new Transport(options);
  }

  /** An object as a stream, asked for once: only its reader knows what a repetition means. */
  async stream(uri: string): Promise<ObjectStream> {
    const { headers, pieces } = await this.transport.once({ method: "GET", at: objectAt(uri) });
    const etag = headers.get("etag") ?? undefined;
    const modified = headers.get("last-modified") ?? undefined;
    return { bytes: lengthOf(headers, uri), etag, modified, body: pieces };
  }

  /**
   * A whole object.
   * @param maxBytes a larger one is refused before it enters memory
   */
  async get(uri: string, maxBytes = 1024 * 1024 * 1024): Promise<Uint8Array> {
    return this.transport.repeated(async () => {
      const { bytes, body } = await this.stream(uri);
      if (bytes > maxBytes) {
        throw new InputError(`${uri}: found ${bytes} bytes; expected at most ${maxBytes}`);
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks);
    });
  }

  /** Writes an object; the store refuses bytes that changed on their way. */
  async put(uri: string, body: Uint8Array | FileBody): Promise<void> {
    const at = objectAt(uri);
    await this.transport.repeated(async () => {
      await textOf((await this.transport.once({ method: "PUT", at, body })).pieces);
    });
  }

  /** Takes an object away; one that is gone already is as good. */
  async remove(uri: string): Promise<void> {
    const at = objectAt(uri);
    await this.transport.repeated(async () => {
      await textOf((await this.transport.once({ method: "DELETE", at })).pieces);
    });
  }

  /** The size of an object; undefined when there is none. */
  async head(uri: string): Promise<{ readonly bytes: number } | undefined> {
    const at = objectAt(uri);
    try {
      const ask = { method: "HEAD", at } as const;
      const { headers } = await this.transport.repeated(() => this.transport.once(ask));
      return { bytes: lengthOf(headers, uri) };
    } catch (error) {
      if (error instanceof ObjectStoreError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Every object below a folder, in the order of their keys; `s3://b/a` holds `a/x`, not `ab`. */
  async list(uri: string): Promise<ListedObject[]> {
    const { bucket, key } = parseS3Uri(uri);
    const found: ListedObject[] = [];
    let next: string | undefined;
    do {
      const query = {
        "list-type": "2",
        // Else a key with a character that XML has no place for breaks the whole answer.
        "encoding-type": "url",
        prefix: key === "" ? "" : `${key}/`,
        ...(next === undefined ? {} : { "continuation-token": next }),
      };
      const ask = { method: "GET", at: { bucket, key: "" }, query } as const;
      const page = await this.transport.repeated(async () =>
        readPage(await textOf((await this.transport.once(ask)).pieces), uri),
      );
      found.push(...page.objects);
      next = page.next;
    } while (next !== undefined);
    return found;
  }
}

function objectAt(uri: string): S3Location {
  const at = parseS3Uri(uri);
  if (at.key !== "") return at;
  throw new InputError(`S3 URI: found ${JSON.stringify(uri)}; expected an object's, with a key`);
}

function lengthOf(headers: Headers, uri: string): number {
  const length = headers.get("content-length");
  if (length !== null && /^\d+$/.test(length)) return Number(length);
  // Without it a cut connection would look like the end.
  throw new ObjectStoreError(`${uri}: the store did not say how long the object is`, {
    status: 200,
    code: "NoLength",
    passing: false,
    hint: "Is a proxy between here and the store that packs or splits answers?",
  });
}

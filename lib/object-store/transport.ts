import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { sha256 } from "../digest";
import { InputError } from "../errors";
import { Clock, piecesOf, textOf } from "./body";
import { type CredentialSource, credentialSource } from "./credentials";
import { ObjectStoreError, refusal } from "./errors";
import { repeated, type Repetition } from "./repeat";
import { sign } from "./sign";
import { escapeUri, keyPath, s3Uri, type S3Location } from "./uri";

/** How an object store is reached. */
export interface ObjectStoreOptions extends Repetition {
  /**
   * AWS_ENDPOINT_URL_S3 (an S3-compatible store, asked path-style; else AWS itself), AWS_REGION, and
   * the credentials of {@link credentialSource}. @default process.env
   */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until an answer begins, and between two pieces of one. @default 30000 */
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/** A file that is written as it is read, and never in memory as a whole. */
export interface FileBody {
  readonly file: string;
  readonly bytes: number;
  /** Of what is in it; the store refuses anything else. */
  readonly sha256: string;
}

/** One request. */
export interface Ask {
  readonly method: "GET" | "PUT" | "HEAD" | "DELETE";
  readonly at: S3Location;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | FileBody;
}

/** A yes of the store, its body not yet read. */
export interface Answer {
  readonly headers: Headers;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Bytes a second below which an upload is taken for stuck. */
const SLOWEST_UPLOAD = 64 * 1024;
const NOTHING = sha256("");

/** Sends signed requests to one store: credentials, limits, bounded repetition, typed failures. */
export class Transport {
  private readonly credentials: CredentialSource;
  private readonly region: string;
  private readonly endpoint: URL | undefined;
  private readonly now: () => Date;
  private readonly timeoutMs: number;

  /** @throws InputError for an endpoint that is no http or https URL */
  constructor(private readonly options: ObjectStoreOptions) {
    const env = options.env ?? process.env;
    this.now = options.now ?? (() => new Date());
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.credentials = credentialSource(env, this.now);
    this.endpoint = endpointOf(env);
    // Stores without regions expect us-east-1; AWS itself needs the bucket's own.
    this.region = firstSet(env.AWS_REGION, env.AWS_DEFAULT_REGION) ?? "us-east-1";
  }

  /** Does something until it works, fails for good, or has failed too often. */
  repeated<T>(attempt: () => Promise<T>): Promise<T> {
    return repeated(attempt, this.options);
  }

  /** One attempt; a second one only where the store takes the credentials for too old. */
  async once(ask: Ask): Promise<Answer> {
    try {
      return await this.send(ask, false);
    } catch (error) {
      const expired = error instanceof ObjectStoreError && error.code === "ExpiredToken";
      if (!expired) throw error;
      return this.send(ask, true);
    }
  }

  private async send(ask: Ask, renew: boolean): Promise<Answer> {
    const { method, at, body } = ask;
    const url = this.urlOf(ask);
    const bodySha256 = body === undefined ? NOTHING : digestOf(body);
    const credentials = await this.credentials(renew);
    const request = { method, url, headers: {}, bodySha256 };
    const headers = sign(request, credentials, this.region, this.now());
    const what = `${method} ${s3Uri(at)} at ${url.origin}`;
    const response = await this.fetched(ask, url, headers, what);
    const pieces = piecesOf(response, what, this.timeoutMs);
    if (response.ok) return { headers: response.headers, pieces };
    const text = await textOf(pieces, 64 * 1024).catch(() => "");
    throw refusal(what, response.status, text, response.headers.get("x-amz-bucket-region"));
  }

  private async fetched(
    { method, body }: Ask,
    url: URL,
    headers: Record<string, string>,
    what: string,
  ): Promise<Response> {
    const abort = new AbortController();
    const uploadMs = Math.ceil(((body === undefined ? 0 : sizeOf(body)) / SLOWEST_UPLOAD) * 1000);
    const clock = new Clock(this.timeoutMs + uploadMs, () => {
      abort.abort();
    });
    clock.start();
    try {
      return await fetch(url, {
        method,
        // Else fetch unpacks what was stored packed, and its length no longer fits.
        headers: {
          ...headers,
          "accept-encoding": "identity",
          // Else a body that is streamed goes out in chunks, which S3 does not take.
          ...(body === undefined ? {} : { "content-length": String(sizeOf(body)) }),
        },
        ...(body === undefined ? {} : bodyOf(body)),
        // A signature is good for one host, and credentials must not follow to another.
        redirect: "manual",
        signal: abort.signal,
      });
    } catch (error) {
      throw clock.lost(what, error);
    } finally {
      clock.stop();
    }
  }

  private urlOf({ at: { bucket, key }, query = {} }: Ask): URL {
    const url = new URL(this.rootOf(bucket));
    if (key !== "") url.pathname = `${url.pathname.replace(/\/$/, "")}/${keyPath(key)}`;
    // Not by searchParams, which writes a space as a plus: not every store reads that back.
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${escapeUri(value)}`);
    url.search = pairs.join("&");
    return url;
  }

  private rootOf(bucket: string): string {
    if (this.endpoint !== undefined) {
      return `${this.endpoint.origin}${this.endpoint.pathname.replace(/\/$/, "")}/${bucket}`;
    }
    const host = `s3.${this.region}.amazonaws.com`;
    // AWS's certificate covers one label before the host, so a bucket with dots goes in the path:
    // docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}/`;
  }
}

function digestOf(body: Uint8Array | FileBody): string {
  return body instanceof Uint8Array ? sha256(body) : body.sha256;
}

function sizeOf(body: Uint8Array | FileBody): number {
  return body instanceof Uint8Array ? body.length : body.bytes;
}

function bodyOf(body: Uint8Array | FileBody): RequestInit {
  if (body instanceof Uint8Array) return { body };
  const stream = Readable.toWeb(createReadStream(body.file)) as ReadableStream<Uint8Array>;
  return { body: stream, duplex: "half" };
}

function endpointOf(env: NodeJS.ProcessEnv): URL | undefined {
  const given = firstSet(env.AWS_ENDPOINT_URL_S3, env.AWS_ENDPOINT_URL);
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // Userinfo would go into messages; keys have variables of their own.
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "") return url;
  throw new InputError(
    "AWS_ENDPOINT_URL_S3: expected an http:// or https:// URL without user or password, e.g. http://object-store.data.svc:9000",
  );
}

function firstSet(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== "");
}

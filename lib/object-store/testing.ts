import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "../digest";
import { sign } from "./sign";
import { escapeUri } from "./uri";

/** What tests of S3 clients share: a simulated store on 127.0.0.1. Nothing here is part of Towpath. */

/** A store that holds objects in memory and lets in only what is signed by its one key. */
export interface FakeS3 {
  /** The variables of a client that may use it. */
  readonly env: Record<string, string>;
  readonly endpoint: string;
  /** `bucket/key` → bytes. */
  readonly objects: Map<string, Uint8Array>;
  /** `METHOD /path`, in order, refused ones included. */
  readonly requests: string[];
  /** Answers instead of the store, until it returns false. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  close(): Promise<void>;
}

const KEY = { accessKeyId: "AKIDTEST", secretAccessKey: "a-made-up-secret" };
const REGION = "eu-test-1";
/** When everything in it was written. */
const MODIFIED = "2026-11-21T09:00:00.000Z";

/**
 * Starts one. `pageSize` is how many keys a page of a listing holds; `host` is the address that it
 * listens on and is called by, 127.0.0.1 unless pods must reach it.
 */
export async function startFakeS3(
  options: { pageSize?: number; token?: string; host?: string } = {},
) {
  const host = options.host ?? "127.0.0.1";
  const objects = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (store.fault?.(request, response) === true) return;
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? "", store.endpoint);
      const refused = refusalOf(request, url, body, options.token);
      if (refused !== undefined) answerError(response, ...refused);
      else answer(objects, options.pageSize ?? 1000, request.method ?? "", url, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const endpoint = `http://${host}:${(server.address() as AddressInfo).port}`;
  const store: FakeS3 = {
    env: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      ...(options.token === undefined ? {} : { AWS_SESSION_TOKEN: options.token }),
    },
    endpoint,
    objects,
    requests,
    fault: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return store;
}

/** Answers as S3 does when it says no. */
export function answerError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Signs what arrived and compares; sign.test.ts holds the signing itself against AWS's examples. */
function refusalOf(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  token: string | undefined,
): [number, string] | undefined {
  const bodySha256 = sha256(body);
  if (request.headers["x-amz-content-sha256"] !== bodySha256) {
    return [400, "XAmzContentSHA256Mismatch"];
  }
  const given = request.headers["x-amz-date"];
  const time = typeof given === "string" ? given : "";
  const now = new Date(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
  if (Number.isNaN(now.getTime())) return [403, "AccessDenied"];
  const credentials = { ...KEY, sessionToken: token };
  const signable = { method: request.method ?? "", url, headers: {}, bodySha256 };
  const { authorization } = sign(signable, credentials, REGION, now);
  if (request.headers.authorization !== authorization) return [403, "SignatureDoesNotMatch"];
  return request.headers["x-amz-security-token"] === token ? undefined : [403, "AccessDenied"];
}

function answer(
  objects: Map<string, Uint8Array>,
  pageSize: number,
  method: string,
  url: URL,
  body: Uint8Array,
  response: ServerResponse,
): void {
  const name = url.pathname.slice(1).split("/").map(decodeURIComponent).join("/");
  if (method === "PUT") {
    objects.set(name, body);
    response.end();
  } else if (method === "DELETE") {
    // S3 says the same whether there was one or not.
    objects.delete(name);
    response.writeHead(204).end();
  } else if (method === "GET" && url.searchParams.get("list-type") === "2") {
    response.end(page(objects, pageSize, name.replace(/\/$/, ""), url));
  } else {
    const bytes = objects.get(name);
    if (bytes === undefined) {
      answerError(response, 404, "NoSuchKey");
      return;
    }
    response.writeHead(200, {
      "content-length": bytes.length,
      etag: `"${etagOf(bytes)}"`,
      "last-modified": new Date(MODIFIED).toUTCString(),
    });
    response.end(method === "HEAD" ? undefined : bytes);
  }
}

/** As S3 makes it of what was written at once and without a key of KMS: the MD5 of the bytes. */
function etagOf(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function page(objects: Map<string, Uint8Array>, size: number, bucket: string, url: URL): string {
  const prefix = `${bucket}/${url.searchParams.get("prefix") ?? ""}`;
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const from = Number(url.searchParams.get("continuation-token") ?? "0");
  const entries = keys.slice(from, from + size).map((key) => {
    const shown = escapeUri(key.slice(bucket.length + 1)).replace(/%20/g, "+");
    const bytes = objects.get(key) ?? new Uint8Array();
    const facts = `<LastModified>${MODIFIED}</LastModified><ETag>&quot;${etagOf(bytes)}&quot;</ETag>`;
    return `<Contents><Key>${shown}</Key>${facts}<Size>${bytes.length}</Size></Contents>`;
  });
  const more = from + size < keys.length;
  const next = more ? `<NextContinuationToken>${from + size}</NextContinuationToken>` : "";
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType>${entries.join("")}<IsTruncated>${String(more)}</IsTruncated>${next}</ListBucketResult>`;
}

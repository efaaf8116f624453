import { createHmac } from "node:crypto";
import { sha256 } from "../digest";
import { escapeUri } from "./uri";

/** Who signs. `sessionToken` comes with temporary credentials. All but the id is secret. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** What is signed: the request as it goes out. */
export interface Signable {
  readonly method: string;
  /** Its path is escaped as {@link keyPath} escapes. */
  readonly url: URL;
  /** Signed too; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hex; the store compares it with what arrives. */
  readonly bodySha256: string;
}

/** Services of AWS that are asked, by the name that their signatures have. */
export type SignedService = "s3" | "monitoring";

/**
 * The headers that a signed request carries, `host` left out: whoever sends it sets that.
 *
 * AWS Signature Version 4, for S3 in its own form, where the path is escaped once and the body's
 * digest is a header: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. Elsewhere
 * a path is escaped twice, so only `/` is right there:
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(
  request: Signable,
  credentials: Credentials,
  region: string,
  now: Date,
  service: SignedService = "s3",
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const token = credentials.sessionToken;
  const headers: Record<string, string> = {
    ...request.headers,
    ...(service === "s3" ? { "x-amz-content-sha256": request.bodySha256 } : {}),
    "x-amz-date": time,
    ...(token === undefined ? {} : { "x-amz-security-token": token }),
  };
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest(request, { ...headers, host: request.url.host });
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical.text)].join("\n");
  const key = [service, "aws4_request"].reduce(
    hmac,
    hmac(hmac(`AWS4${credentials.secretAccessKey}`, time.slice(0, 8)), region),
  );
  return {
    ...headers,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=${canonical.signedHeaders}, Signature=${hmac(key, toSign).toString("hex")}`,
  };
}

function canonicalRequest(
  { method, url, bodySha256 }: Signable,
  headers: Readonly<Record<string, string>>,
): { text: string; signedHeaders: string } {
  const query = [...url.searchParams]
    .map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`)
    .sort(byCodePoint);
  const names = Object.keys(headers).sort(byCodePoint);
  const signedHeaders = names.join(";");
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`);
  return {
    text: [method, url.pathname, query.join("&"), ...lines, "", signedHeaders, bodySha256].join(
      "\n",
    ),
    signedHeaders,
  };
}

/** Not by locale: the store sorts bytes. */
function byCodePoint(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

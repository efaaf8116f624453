import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "../../../lib/digest";

/** What an image is for, as an index lists it. */
export interface TestPlatform {
  readonly os: string;
  readonly architecture: string;
}

export const AMD64: TestPlatform = { os: "linux", architecture: "amd64" };
export const ARM64: TestPlatform = { os: "linux", architecture: "arm64" };

/** Answers instead of the registry; true when it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How the registry wants to be asked. */
export interface TestRegistryOptions {
  /** `token`: anonymous tokens too; `token-login`, `basic`: only with the login. @default "none" */
  readonly auth?: "none" | "token" | "token-login" | "basic";
}

/** The one login, and the token for one image. */
export const LOGIN = Buffer.from("robot:s3cret-Passw0rd").toString("base64");
const tokenFor = (name: string) => `token-for-${name}`;

/** A registry on 127.0.0.1 that speaks the OCI distribution specification as far as pulls go. */
export class TestRegistry {
  /** `METHOD path` of every request, in order. */
  readonly requests: string[] = [];
  /** Asked first, until it says false. */
  fault: Fault = () => false;
  private readonly manifests = new Map<string, { type: string; body: string }>();
  private readonly blobs = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly auth: NonNullable<TestRegistryOptions["auth"]>,
  ) {}

  /** Starts one on a free port. */
  static async start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const server = createServer();
    const registry = new TestRegistry(server, options.auth ?? "none");
    server.on("request", (request, response) => {
      registry.answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Pushes an index with an image for each platform. @returns its digest */
  pushIndex(name: string, tag: string, platforms: readonly TestPlatform[], note = ""): string {
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
      manifests: platforms.map((platform) => ({
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest: `sha256:${sha256(`${name}${note}${platform.architecture}`)}`,
        size: 1,
        platform,
      })),
      annotations: { note },
    });
    return this.push(name, tag, "application/vnd.oci.image.index.v1+json", body);
  }

  /** Pushes a manifest of one platform with its configuration. @returns its digest */
  pushManifest(name: string, tag: string, platform: TestPlatform): string {
    const config = JSON.stringify({ ...platform, rootfs: { type: "layers", diff_ids: [] } });
    const digest = `sha256:${sha256(config)}`;
    this.blobs.set(`${name} ${digest}`, config);
    const body = JSON.stringify({
      schemaVersion: 2,
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest,
        size: config.length,
      },
      layers: [],
    });
    return this.push(name, tag, "application/vnd.oci.image.manifest.v1+json", body);
  }

  /** Pushes bytes as they are. @returns their digest */
  push(name: string, tag: string, type: string, body: string): string {
    const digest = `sha256:${sha256(body)}`;
    for (const reference of [tag, digest])
      this.manifests.set(`${name} ${reference}`, { type, body });
    return digest;
  }

  /** Takes a tag or digest away. */
  remove(name: string, reference: string): void {
    this.manifests.delete(`${name} ${reference}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (this.fault(request, response)) return;
    const url = new URL(request.url ?? "/", `http://${this.host}`);
    if (url.pathname === "/token") {
      this.giveToken(request, url, response);
      return;
    }
    const [, name = "", kind, reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname) ?? [];
    if (!this.admits(request, name)) {
      const scheme = this.auth === "basic" ? "Basic" : "Bearer";
      const realm = scheme === "Basic" ? "registry" : `http://${this.host}/token`;
      response.setHeader(
        "www-authenticate",
        `${scheme} realm="${realm}",service="test, registry",scope="repository:${name}:pull"`,
      );
      refuse(response, 401, "UNAUTHORIZED", "authentication required");
      return;
    }
    const found =
      kind === "manifests"
        ? this.manifests.get(`${name} ${reference}`)
        : { type: "application/octet-stream", body: this.blobs.get(`${name} ${reference}`) };
    if (found?.body === undefined) {
      refuse(response, 404, "MANIFEST_UNKNOWN", `manifest unknown to \u001b[31m${name}`);
      return;
    }
    response.setHeader("content-type", found.type);
    response.setHeader("docker-content-digest", `sha256:${sha256(found.body)}`);
    response.end(request.method === "HEAD" ? undefined : found.body);
  }

  private admits(request: IncomingMessage, name: string): boolean {
    const { authorization } = request.headers;
    if (this.auth === "none") return true;
    return this.auth === "basic"
      ? authorization === `Basic ${LOGIN}`
      : authorization === `Bearer ${tokenFor(name)}`;
  }

  private giveToken(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const { authorization } = request.headers;
    const known = authorization === `Basic ${LOGIN}`;
    if (!known && (this.auth === "token-login" || authorization !== undefined)) {
      refuse(response, 401, "UNAUTHORIZED", "incorrect username or password");
      return;
    }
    const name = /^repository:(.+):pull$/.exec(url.searchParams.get("scope") ?? "")?.[1];
    const right = name !== undefined && url.searchParams.get("service") === "test, registry";
    response.statusCode = right ? 200 : 400;
    response.end(right ? JSON.stringify({ access_token: tokenFor(name) }) : "{}");
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}

import { afterEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest";
import { parseRepository } from "./address";
import type { Credentials } from "./credentials";
import { checkPlatform, platformsOf } from "./platforms";
import { RegistryClient } from "./registry";
import { AMD64, ARM64, LOGIN, TestRegistry, type TestRegistryOptions } from "./testing-registry";

const NOBODY: Credentials = () => ({ basic: undefined, note: "There is no login." });
const ROBOT: Credentials = () => ({ basic: `Basic ${LOGIN}`, note: "The login is in a file." });
const WRONG: Credentials = () => ({
  basic: "Basic d3Jvbmc6d3Jvbmc=",
  note: "The login is in a file.",
});

const open: TestRegistry[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((registry) => registry.close()));
});

async function setUp(options: TestRegistryOptions = {}, credentials: Credentials = NOBODY) {
  const registry = await TestRegistry.start(options);
  open.push(registry);
  return {
    registry,
    image: parseRepository(`${registry.host}/team/app`),
    client: new RegistryClient(credentials, { timeoutMs: 2_000, maxPauseMs: 1_500 }),
  };
}

describe("a tag", () => {
  it("stands for the digest of its index, by HEAD and by GET", async () => {
    const { registry, image, client } = await setUp();
    const digest = registry.pushIndex("team/app", "v1", [AMD64, ARM64]);
    expect(await client.head(image, "v1")).toBe(digest);
    const manifest = await client.manifest(image, "v1");
    expect(manifest.digest).toBe(digest);
    expect(await platformsOf(client, image, manifest)).toEqual(["linux/amd64", "linux/arm64"]);
    expect(registry.requests).toEqual([
      "HEAD /v2/team/app/manifests/v1",
      "GET /v2/team/app/manifests/v1",
    ]);
  });

  it("of a single image has the platform of its configuration", async () => {
    const { registry, image, client } = await setUp();
    registry.pushManifest("team/app", "arm", ARM64);
    const platforms = await platformsOf(client, image, await client.manifest(image, "arm"));
    expect(platforms).toEqual(["linux/arm64"]);
    expect(() => {
      checkPlatform(image, platforms);
    }).toThrow(`is for linux/arm64; expected linux/amd64 among them`);
  });

  it("that is missing is said with the registry's words, safe for a terminal", async () => {
    const { image, client } = await setUp();
    const error = client.manifest(image, "v9");
    await expect(error).rejects.toMatchObject({ failure: "not-found" });
    await expect(error).rejects.toThrow(
      "has no team/app v9: status 404, MANIFEST_UNKNOWN: manifest unknown to  [31mteam/app",
    );
  });

  it("of a registry without the digest header is hashed", async () => {
    const { registry, image, client } = await setUp();
    const body = '{"schemaVersion":2,"manifests":[]}';
    registry.fault = (_request, response) => {
      response.end(body);
      return true;
    };
    expect(await client.head(image, "v1")).toBe(`sha256:${sha256(body)}`);
  });
});

describe("a login", () => {
  it("by an anonymous token is taken once an image", async () => {
    const { registry, image, client } = await setUp({ auth: "token" });
    const digest = registry.pushIndex("team/app", "v1", [AMD64]);
    expect(await client.head(image, "v1")).toBe(digest);
    expect(await client.head(image, digest)).toBe(digest);
    expect(registry.requests.filter((line) => line.startsWith("GET /token"))).toEqual([
      "GET /token?service=test%2C+registry&scope=repository%3Ateam%2Fapp%3Apull",
    ]);
  });

  it.each(["token-login", "basic"] as const)("by name (%s) is sent", async (auth) => {
    const { registry, image, client } = await setUp({ auth }, ROBOT);
    const digest = registry.pushIndex("team/app", "v1", [AMD64]);
    expect((await client.manifest(image, "v1")).digest).toBe(digest);
  });

  it.each([
    ["token-login", NOBODY, "There is no login."],
    ["token-login", WRONG, "The login is in a file."],
    ["basic", NOBODY, /There is no login\.$/],
    ["basic", WRONG, /The login is in a file\.$/],
  ] as const)("that is refused (%s) says where it comes from", async (auth, credentials, note) => {
    const { image, client } = await setUp({ auth }, credentials);
    const error = await client.manifest(image, "v1").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      failure: "denied",
      exitCode: 1,
      hint: expect.stringMatching(note) as unknown,
    });
    expect((error as Error).message).not.toContain("wrong:");
  });

  it("stays with the registry when it redirects elsewhere", async () => {
    const other = await setUp();
    const { registry, image, client } = await setUp({ auth: "basic" }, ROBOT);
    const digest = other.registry.pushIndex("team/app", "v1", [AMD64]);
    const seen: (string | undefined)[] = [];
    other.registry.fault = (request) => {
      seen.push(request.headers.authorization);
      return false;
    };
    registry.fault = (request, response) => {
      if (request.headers.authorization === undefined) return false;
      response.writeHead(307, { location: `http://${other.registry.host}${request.url ?? ""}` });
      response.end();
      return true;
    };
    expect((await client.manifest(image, "v1")).digest).toBe(digest);
    expect(seen).toEqual([undefined]);
  });

  it("is not fetched over plain HTTP, wherever a challenge may point", async () => {
    const { registry, image, client } = await setUp({}, ROBOT);
    registry.fault = (_request, response) => {
      response.writeHead(401, { "www-authenticate": 'Bearer realm="http://evil.example/token"' });
      response.end();
      return true;
    };
    await expect(client.manifest(image, "v1")).rejects.toThrow(
      'sends to "http://evil.example/token" for a token; expected an https address',
    );
  });

  it("that has two lines is none", async () => {
    const { registry, image, client } = await setUp({ auth: "token" });
    registry.fault = (request, response) => {
      if (request.url?.startsWith("/token") !== true) return false;
      response.end(JSON.stringify({ token: "a\r\nx-evil: 1" }));
      return true;
    };
    await expect(client.manifest(image, "v1")).rejects.toThrow(/answers 200 without a token/);
  });
});

describe("an answer that cannot be trusted", () => {
  it("has other bytes than its digest header, or the digest that was asked for, says", async () => {
    const { registry, image, client } = await setUp();
    const digest = registry.pushIndex("team/app", "v1", [AMD64]);
    const lie = `sha256:${"0".repeat(64)}`;
    registry.fault = (_request, response) => {
      const end = response.end.bind(response);
      response.end = ((body?: string) => {
        response.setHeader("docker-content-digest", lie);
        return end(body);
      }) as typeof response.end;
      return false;
    };
    await expect(client.manifest(image, "v1")).rejects.toThrow(`expected ${lie}, found ${digest}`);
    registry.fault = (_request, response) => {
      response.end("{}");
      return true;
    };
    await expect(client.manifest(image, digest)).rejects.toThrow(
      `expected ${digest}, found sha256:${sha256("{}")}`,
    );
  });

  it("ends before its time", async () => {
    const { registry, image, client } = await setUp();
    registry.fault = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"schemaVersion":2,');
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    await expect(client.manifest(image, "v1")).rejects.toMatchObject({ failure: "unreachable" });
  });

  it("is no image", async () => {
    const { registry, image, client } = await setUp();
    registry.push("team/app", "v1", "text/html", "<html>");
    registry.push("team/app", "old", "application/json", '{"schemaVersion":1}');
    for (const tag of ["v1", "old"]) {
      const manifest = await client.manifest(image, tag);
      await expect(platformsOf(client, image, manifest)).rejects.toThrow(/is no image index/);
    }
  });

  it("never ends, or is endless", async () => {
    const { registry, image } = await setUp();
    const client = new RegistryClient(NOBODY, { timeoutMs: 150, maxPauseMs: 0 });
    registry.fault = () => true;
    await expect(client.manifest(image, "v1")).rejects.toThrow("no whole answer within 0.15 s");
    registry.fault = (_request, response) => {
      response.end(Buffer.alloc(5 * 1024 * 1024));
      return true;
    };
    const patient = new RegistryClient(NOBODY, { timeoutMs: 5_000, maxPauseMs: 0 });
    await expect(patient.manifest(image, "v1")).rejects.toThrow("more than 4 MiB");
  });

  it("runs in circles, or leaves https", async () => {
    const { registry, image, client } = await setUp();
    for (const [location, message] of [
      ["/v2/team/app/manifests/v1", "more than 5 redirects"],
      ["http://example.com/x", "a redirect to http://example.com; expected https"],
      ["file:///etc/passwd", "a redirect to file://; expected https"],
    ] as const) {
      registry.fault = (_request, response) => {
        response.writeHead(302, { location });
        response.end();
        return true;
      };
      await expect(client.manifest(image, "v1")).rejects.toThrow(message);
    }
  });
});

describe("a busy registry", () => {
  it("is asked again when it says so", async () => {
    const { registry, image, client } = await setUp();
    const digest = registry.pushIndex("team/app", "v1", [AMD64]);
    let refusals = 1;
    registry.fault = (_request, response) => {
      if (refusals-- <= 0) return false;
      response.writeHead(429, { "retry-after": "1" });
      response.end();
      return true;
    };
    const started = performance.now();
    expect(await client.head(image, "v1")).toBe(digest);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(registry.requests).toHaveLength(2);
  });

  it("is left alone when it wants more time than anybody waits", async () => {
    const { registry, image, client } = await setUp();
    registry.fault = (_request, response) => {
      response.writeHead(429, { "retry-after": "3600" });
      response.end();
      return true;
    };
    await expect(client.head(image, "v1")).rejects.toMatchObject({
      failure: "rate-limited",
      hint: expect.stringContaining("Try again in 3600 s.") as unknown,
    });
    expect(registry.requests).toHaveLength(1);
  });
});

it("says which registry nobody answers at", async () => {
  const { registry, image, client } = await setUp();
  await registry.close();
  open.splice(0);
  await expect(client.head(image, "v1")).rejects.toThrow(
    /127\.0\.0\.1:\d+ cannot be reached: fetch failed, ECONNREFUSED/,
  );
});

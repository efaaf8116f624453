import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ObjectStore } from "./client";
import { credentialSource } from "./credentials";
import { answerError, startFakeS3 } from "./testing";

/** A simulated EKS Pod Identity agent. */
let agent: Server;
let url: string;
let asked: (string | undefined)[];
let reply: { status: number; body: unknown };
let clock: Date;
const folder = mkdtempSync(join(tmpdir(), "towpath-credentials-"));
const tokenFile = join(folder, "token");

beforeAll(async () => {
  agent = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(reply.status).end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/v1/credentials`;
});
beforeEach(() => {
  asked = [];
  clock = new Date("2026-11-21T09:00:00Z");
  writeFileSync(tokenFile, "token-1\n");
  reply = { status: 200, body: credentials("2026-11-21T15:00:00Z") };
});
afterAll(() => {
  agent.close();
  rmSync(folder, { recursive: true });
});

function credentials(Expiration: string, Token?: string) {
  return { AccessKeyId: "AKIDTEST", SecretAccessKey: "a-made-up-secret", Token, Expiration };
}

const source = (env: Record<string, string> = {}) =>
  credentialSource(
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
      ...env,
    },
    () => clock,
  );

describe("Pod Identity", () => {
  it("is asked once with the token, and again shortly before the end with the token of then", async () => {
    const get = source();
    const [first] = await Promise.all([get(), get(), get()]);
    expect(first).toEqual({
      accessKeyId: "AKIDTEST",
      secretAccessKey: "a-made-up-secret",
      sessionToken: undefined,
    });
    await get();
    expect(asked).toEqual(["token-1"]);
    writeFileSync(tokenFile, "token-2");
    clock = new Date("2026-11-21T14:56:00Z");
    await get();
    expect(asked).toEqual(["token-1", "token-2"]);
  });

  it("is asked again when the store takes the credentials for expired", async () => {
    const s3 = await startFakeS3();
    s3.objects.set("models/x", Buffer.from("x"));
    s3.fault = (_request, response) => {
      s3.fault = undefined;
      answerError(response, 400, "ExpiredToken");
      return true;
    };
    const env = {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: s3.env.AWS_REGION,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
    };
    expect(await new ObjectStore({ env }).get("s3://models/x")).toHaveLength(1);
    expect(asked).toHaveLength(2);
    await s3.close();
  });

  it.each<[string, { status: number; body: unknown }, RegExp]>([
    ["refuses", { status: 403, body: {} }, /HTTP 403$/],
    [
      "answers something else",
      { status: 200, body: { AccessKeyId: "x" } },
      /form of credentials \(SecretAccessKey\)$/,
    ],
  ])("%s", async (_name, answer, message) => {
    reply = answer;
    await expect(source()()).rejects.toThrow(message);
  });

  it("has no token to show", async () => {
    const get = source({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, "none") });
    await expect(get()).rejects.toThrow(/ENOENT/);
    expect(asked).toEqual([]);
  });

  it.each(["http://metadata.example/creds", "http://169.254.169.254/x", "ftp://127.0.0.1/", "x"])(
    "is never %s",
    (uri) => {
      expect(() => source({ AWS_CONTAINER_CREDENTIALS_FULL_URI: uri })).toThrow(
        /AWS_CONTAINER_CREDENTIALS_FULL_URI: found/,
      );
    },
  );
});

describe("keys of the environment", () => {
  it("come before Pod Identity", async () => {
    const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "" };
    expect(await source(env)()).toMatchObject({ accessKeyId: "a", sessionToken: undefined });
    expect(asked).toEqual([]);
  });

  it("come in pairs", async () => {
    await expect(source({ AWS_ACCESS_KEY_ID: "a" })()).rejects.toThrow(
      /AWS_SECRET_ACCESS_KEY is not set/,
    );
    await expect(credentialSource({}, () => clock)()).rejects.toThrow(/found no credentials/);
  });
});

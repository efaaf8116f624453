import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readFetchConfig } from "./config";
import { sourceOf } from "./sources";

/** A simulated MLflow server that passes artifacts on, chunked as the real one does. */
let server: Server;
let host: string;
let asked: IncomingMessage[];
let status: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:9/" } : {});
    response.write("by");
    response.end("tes");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
  status = 200;
});
afterAll(() => server.close());

async function read(uri: string, env: Record<string, string> = {}): Promise<string> {
  const source = sourceOf(uri, { env, silenceMs: 1000 });
  const file = await source.open("model.json");
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("mlflow-artifacts:", () => {
  it("is read through the tracking server, with its credentials", async () => {
    const env = { MLFLOW_TRACKING_URI: `http://${host}/base/`, MLFLOW_TRACKING_TOKEN: "t" };
    expect(await read("mlflow-artifacts:/1/a b/artifacts/model", env)).toBe("bytes");
    expect(asked[0]?.url).toBe(
      "/base/api/2.0/mlflow-artifacts/artifacts/1/a%20b/artifacts/model/model.json",
    );
    expect(asked[0]?.headers.authorization).toBe("Bearer t");
  });

  it("takes user and password before a token", async () => {
    const env = {
      MLFLOW_TRACKING_URI: `http://${host}`,
      MLFLOW_TRACKING_TOKEN: "t",
      MLFLOW_TRACKING_USERNAME: "u",
      MLFLOW_TRACKING_PASSWORD: "p",
    };
    await read(`mlflow-artifacts://${host}/1`, env);
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  });

  it.each([
    ["mlflow-artifacts:/1", {}, /MLFLOW_TRACKING_URI: not set/],
    ["mlflow-artifacts:/1", { MLFLOW_TRACKING_URI: "ftp://x" }, /no http\(s\) URL/],
    ["mlflow-artifacts://other/1", { MLFLOW_TRACKING_URI: "http://t" }, /kept by t$/],
    ["mlflow-artifacts:/", { MLFLOW_TRACKING_URI: "http://t" }, /expected mlflow-artifacts/],
    ["mlflow-artifacts:/1/../2", { MLFLOW_TRACKING_URI: "http://t" }, /plain names/],
  ])("refuses %s with %o", (uri, env, message) => {
    expect(() => sourceOf(uri, { env: env, silenceMs: 1 })).toThrow(message);
  });
});

describe("http:", () => {
  it("is a folder of files", async () => {
    expect(await read(`http://${host}/models/2/`)).toBe("bytes");
    expect(asked[0]?.url).toBe("/models/2/model.json");
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    [302, false],
    [403, false],
    [404, false],
    [429, true],
    [502, true],
  ])("HTTP %i may pass: %s", async (answer, passing) => {
    status = answer;
    await expect(read(`http://${host}/models`)).rejects.toMatchObject({ status: answer, passing });
  });
});

it.each([
  "gs://bucket/x",
  "relative/folder",
  "http://user:secret@host/x",
  "http://host/x?a=b",
  "http:",
  "s3://models/../x",
  "file://%zz",
  "",
])("refuses the address %j", (uri) => {
  const refusal = () => sourceOf(uri, { env: {}, silenceMs: 1 });
  expect(refusal).toThrow(/expected/);
  expect(refusal).not.toThrow(/secret/);
});

describe("settings", () => {
  const valid = { ARTIFACT_URI: "/a", ARTIFACT_SHA256: "0".repeat(64), ARTIFACT_DIR: "/b" };

  it("have defaults; an empty variable is not set", () => {
    expect(readFetchConfig({ ...valid, ARTIFACT_RETRIES: "" })).toMatchObject({
      ARTIFACT_MAX_BYTES: 10 * 2 ** 30,
      ARTIFACT_RETRIES: 4,
      ARTIFACT_SILENCE_MS: 30_000,
      ARTIFACT_TIMEOUT_MS: 600_000,
    });
  });

  it("are all told at once", () => {
    expect(() => readFetchConfig({ ARTIFACT_DIR: "b", ARTIFACT_RETRIES: "-1" })).toThrow(
      'ARTIFACT_URI: not set; expected the address of an artifact\'s folder; ARTIFACT_SHA256: not set; expected the SHA-256 of the artifact\'s manifest.json; ARTIFACT_DIR: found "b"; expected an absolute path; ARTIFACT_RETRIES: found "-1"; expected a whole number from 0 to 20',
    );
  });
});

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerError, type FakeS3, startFakeS3 } from "../../../lib/object-store/testing";
import { sealRule, temporaryDirectory } from "../../inference/server/testing";
import { ArtifactStore } from "../artifact-store";
import { MlflowClient, TrackingError, TrackingUnreachable } from "./client";

const ROOT = "s3://artifacts/mlflow";
const URI = `${ROOT}/1/ab12/artifacts`;

/** A simulated MLflow server that keeps no artifacts itself: its runs lie in a simulated S3. */
let mlflow: Server;
let s3: FakeS3;
let asked: string[];
let client: MlflowClient;

beforeEach(async () => {
  asked = [];
  s3 = await startFakeS3();
  mlflow = createServer((request, response) => {
    asked.push(request.url ?? "");
    const info = { run_id: "ab12", experiment_id: "1", status: "RUNNING", artifact_uri: URI };
    response.end(JSON.stringify({ run: { info } }));
  });
  await new Promise<void>((resolve) => mlflow.listen(0, "127.0.0.1", resolve));
  client = clientWith({ ARTIFACT_ROOT: ROOT });
});
afterEach(async () => {
  mlflow.closeAllConnections();
  mlflow.close();
  await s3.close();
});

function clientWith(env: Record<string, string>): MlflowClient {
  const uri = `http://127.0.0.1:${(mlflow.address() as AddressInfo).port}`;
  return new MlflowClient({ uri, env: { ...s3.env, ...env }, backoffMs: 1, retries: 1 });
}

describe("a run whose artifacts lie in S3", () => {
  it("takes them and gives them back there, not through the tracking server", async () => {
    await client.uploadArtifact("ab12", "model/é 1.bin", Buffer.from("x"));
    expect([...s3.objects.keys()]).toEqual(["artifacts/mlflow/1/ab12/artifacts/model/é 1.bin"]);
    expect(Buffer.from(await client.downloadArtifact(`${URI}/model/é 1.bin`)).toString()).toBe("x");
    expect(asked).toEqual(["/api/2.0/mlflow/runs/get?run_id=ab12"]);
  });

  it("loses a file there, as often as it is asked, and none outside of ARTIFACT_ROOT", async () => {
    await client.uploadArtifact(URI, "model/x.bin", Buffer.from("x"));
    await client.deleteArtifact(`${URI}/model/x.bin`);
    await client.deleteArtifact(`${URI}/model/x.bin`);
    expect([...s3.objects.keys()]).toEqual([]);
    s3.objects.set("other/x", Buffer.from("x"));
    await expect(client.deleteArtifact("s3://other/x")).rejects.toThrow(/below ARTIFACT_ROOT/);
    expect([...s3.objects.keys()]).toEqual(["other/x"]);
  });

  it("is where an artifact is fetched from, byte by byte verified", async () => {
    const folder = temporaryDirectory();
    const { manifestSha256 } = sealRule(folder);
    for (const name of ["manifest.json", "model.json"]) {
      await client.uploadArtifact(`${URI}/model`, name, readFileSync(`${folder}/${name}`));
    }
    const ref = { uri: `${URI}/model`, sha256: manifestSha256 };
    const store = new ArtifactStore(temporaryDirectory());
    expect((await store.fetch(ref, "/", client)).manifest.model_version).toBe("v1");

    s3.objects.set("artifacts/mlflow/1/ab12/artifacts/model/model.json", Buffer.from("{}"));
    const other = new ArtifactStore(temporaryDirectory());
    await expect(other.fetch(ref, "/", client)).rejects.toThrow(/model.json: found 2 bytes/);
  });

  it.each(["../escape", "a//b", "", "a/../../b"])("takes no path %j", async (path) => {
    await expect(client.uploadArtifact(URI, path, Buffer.from("x"))).rejects.toThrow(/artifact/);
    expect(s3.requests).toEqual([]);
  });

  it.each(["s3://other/x", "s3://artifacts/mlflow2/x", "s3://artifacts/mlflow/../x"])(
    "never lies outside of ARTIFACT_ROOT: %s",
    async (uri) => {
      await expect(client.uploadArtifact(uri, "a", Buffer.from("x"))).rejects.toThrow(/expected/);
      await expect(client.downloadArtifact(`${uri}/a`)).rejects.toThrow(/expected/);
      expect(s3.requests).toEqual([]);
    },
  );

  it("may lie anywhere that the identity may go where no root is set", async () => {
    await clientWith({}).uploadArtifact("s3://other/x", "a", Buffer.from("x"));
    expect([...s3.objects.keys()]).toEqual(["other/x/a"]);
  });
});

describe("a store that fails", () => {
  it.each([403, 404])("HTTP %i is tracking's no", async (status) => {
    s3.fault = (_request, response) => {
      answerError(response, status, status === 404 ? "NoSuchKey" : "AccessDenied");
      return true;
    };
    await expect(client.downloadArtifact(`${URI}/x`)).rejects.toBeInstanceOf(TrackingError);
    await expect(client.downloadArtifact(`${URI}/x`)).rejects.toMatchObject({ status });
  });

  it("and goes on failing is tracking out of reach: a job may go into quarantine", async () => {
    s3.fault = (_request, response) => {
      answerError(response, 503, "SlowDown");
      return true;
    };
    const upload = client.uploadArtifact(URI, "x", Buffer.from("x"));
    await expect(upload).rejects.toBeInstanceOf(TrackingUnreachable);
    await expect(upload).rejects.toThrow(`tracking at ${URI}/x cannot be reached: PUT`);
    expect(s3.requests).toHaveLength(2);
  });

  it("asks for credentials by name where there are none", async () => {
    const bare = new MlflowClient({
      uri: "http://127.0.0.1:9",
      env: { AWS_ENDPOINT_URL_S3: s3.endpoint },
    });
    await expect(bare.downloadArtifact(`${URI}/x`)).rejects.toThrow(/AWS_ACCESS_KEY_ID/);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../lib/digest";
import { ObjectStore } from "../../lib/object-store/client";
import { type FakeS3, startFakeS3 } from "../../lib/object-store/testing";
import { MlflowClient } from "../jobs/tracking/client";
import { ClientReader } from "./artifact-reader";
import { StoreReader } from "./store-reader";

const RUN = "0123456789abcdef0123456789abcdef";
const ROOT = "s3://artifacts/mlflow";
const MODEL = `${ROOT}/teams/support/triage/${RUN}/artifacts/model`;
const WEIGHTS = "w".repeat(300_000);

let store: FakeS3;
let objects: ObjectStore;
beforeAll(async () => {
  store = await startFakeS3({ pageSize: 2 });
  objects = new ObjectStore({ env: store.env });
  for (const [path, text] of [
    [`teams/support/triage/${RUN}/artifacts/model/manifest.json`, "{}"],
    [`teams/support/triage/${RUN}/artifacts/model/weights.bin`, WEIGHTS],
    [`1/${RUN}/artifacts/model/manifest.json`, "{}"],
    [`1/models/m-${RUN}/artifacts/MLmodel`, "no run"],
    [`1/${RUN}`, "a file, and no folder"],
  ] as const) {
    store.objects.set(`artifacts/mlflow/${path}`, Buffer.from(text));
  }
  store.objects.set(`artifacts/mlflow-2/1/${RUN}/artifacts/x`, Buffer.from("of another root"));
});
beforeEach(() => {
  store.fault = undefined;
});
afterAll(() => store.close());

describe("artifacts where they lie in S3", () => {
  it("are digested as they pass, and what is not there is said to be so", async () => {
    const reader = new StoreReader(objects, ROOT);
    expect(await reader.digest(`${MODEL}/weights.bin`)).toEqual({
      bytes: WEIGHTS.length,
      sha256: sha256(WEIGHTS),
    });
    expect(Buffer.from((await reader.bytes(`${MODEL}/manifest.json`)) ?? []).toString()).toBe("{}");
    expect([await reader.holds(MODEL), await reader.holds(`${MODEL}-2`)]).toEqual([true, false]);
    for (const lost of [`${MODEL}/lost.bin`, "s3://others/mlflow/x"]) {
      expect([await reader.digest(lost), await reader.bytes(lost)]).toEqual([undefined, undefined]);
    }
  });

  it("are read again from the beginning when a download breaks off", async () => {
    let broken = 0;
    store.fault = (request, response) => {
      if (request.method !== "GET" || broken > 0) return false;
      broken++;
      response.writeHead(200, { "content-length": String(WEIGHTS.length) });
      response.write("w".repeat(1000));
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    const found = await new StoreReader(objects).digest(`${MODEL}/weights.bin`);
    expect([found?.sha256, broken]).toEqual([sha256(WEIGHTS), 1]);
  });

  it("stop a verification when the store says no: that is not missing", async () => {
    const refused = new ObjectStore({ env: { ...store.env, AWS_SECRET_ACCESS_KEY: "another" } });
    await expect(new StoreReader(refused).digest(`${MODEL}/weights.bin`)).rejects.toThrow("403");
  });

  it("are listed by run where their root is known", async () => {
    expect(await new StoreReader(objects, ROOT).runFolders()).toEqual([
      `1/${RUN}`,
      `teams/support/triage/${RUN}`,
    ]);
    expect(await new StoreReader(objects).runFolders()).toBeUndefined();
  });

  it("are not asked of a tracking server", async () => {
    const client = new MlflowClient({ uri: "http://127.0.0.1:9", env: {}, retries: 0 });
    const reader = new ClientReader(client, new StoreReader(objects, ROOT));
    expect((await reader.digest(`${MODEL}/weights.bin`))?.sha256).toBe(sha256(WEIGHTS));
    expect(await reader.holds(MODEL)).toBe(true);
    expect(await reader.runFolders()).toHaveLength(2);
    await expect(reader.bytes("mlflow-artifacts:/1/a/artifacts/x")).rejects.toThrow();
  });
});

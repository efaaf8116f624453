import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../lib/errors";
import { ObjectStore } from "../../lib/object-store/client";
import { answerError, type FakeS3, startFakeS3 } from "../../lib/object-store/testing";
import { type KeyPair, makeKeys } from "./age";
import { filesBelow } from "./files";
import { restoreBackup } from "./restore";
import { s3Source } from "./s3-source";
import { Ground } from "./testing";

let s3: FakeS3;
let keys: KeyPair;
let here: Ground;
beforeAll(async () => {
  s3 = await startFakeS3({ pageSize: 3 });
  keys = await makeKeys();
});
beforeEach(() => {
  s3.objects.clear();
  s3.fault = undefined;
  for (let run = 1; run <= 5; run++) put(`1/run${run}/artifacts/weights.bin`, `weights ${run}`);
  here = new Ground(keys);
  return () => {
    rmSync(here.folder, { recursive: true });
  };
});
afterAll(() => s3.close());

function put(path: string, text: string): void {
  s3.objects.set(`artifacts/mlflow/${path}`, Buffer.from(text));
}

const backUp = () => {
  s3.requests.length = 0;
  const objects = new ObjectStore({ env: s3.env, backoffMs: 1 });
  const source = s3Source("s3://artifacts/mlflow", objects);
  return here.backUp(new Date(), undefined, here.store, source);
};
/** Paths of the objects that were downloaded since the backup began. */
const downloaded = () =>
  s3.requests
    .filter((request) => request.startsWith("GET /artifacts/mlflow/"))
    .map((request) => request.slice("GET /artifacts/mlflow/".length));

async function restored(backup: Awaited<ReturnType<typeof backUp>>, name: string) {
  const places = here.places(name);
  const done = await restoreBackup({ store: here.store, backup, keys, places, hint: "" });
  // Whoever restores elsewhere must know what the URIs in the database begin with.
  expect(done.artifactRoot).toBe("s3://artifacts/mlflow");
  const paths = filesBelow(places.artifacts);
  return Object.fromEntries(
    paths.map((path) => [path, readFileSync(join(places.artifacts, path), "utf8")]),
  );
}

/** What is in the bucket, as a restore should bring it back. */
const inStore = () =>
  Object.fromEntries(
    [...s3.objects]
      .filter(([key]) => key.startsWith("artifacts/mlflow/") && !key.endsWith("/"))
      .map(([key, bytes]) => [
        key.slice("artifacts/mlflow/".length),
        Buffer.from(bytes).toString("utf8"),
      ]),
  );

describe("artifacts in S3", () => {
  it("come back as they were, and nobody else's with them", async () => {
    s3.objects.set("artifacts/mlflow-of-others/x", Buffer.from("x"));
    put("1/empty/", "");
    put("1/run1/artifacts/no bytes.txt", "");
    expect(await restored(await backUp(), "out")).toEqual(inStore());
  });

  it("are downloaded once, and again when they changed", async () => {
    await backUp();
    expect(downloaded()).toHaveLength(5);
    await backUp();
    expect(downloaded()).toEqual([]);
    // Of the same length and in the same second.
    put("1/run2/artifacts/weights.bin", "weights X");
    put("1/run6/artifacts/weights.bin", "weights 6");
    s3.objects.delete("artifacts/mlflow/1/run3/artifacts/weights.bin");
    const third = await backUp();
    expect(downloaded()).toEqual(["1/run2/artifacts/weights.bin", "1/run6/artifacts/weights.bin"]);
    expect(await restored(third, "out")).toEqual(inStore());
  });

  it("are downloaded again when the object of the backup is gone, or the memory is damaged", async () => {
    await backUp();
    for (const key of (await here.store.list("objects")).keys()) await here.store.remove(key);
    const second = await backUp();
    expect(downloaded()).toHaveLength(5);
    expect(await restored(second, "second")).toEqual(inStore());

    const [memory = ""] = (await here.store.list("memory")).keys();
    expect(await here.store.text(memory)).not.toContain("run1");
    rmSync(join(here.store.place, memory));
    await backUp();
    expect(downloaded()).toHaveLength(5);
    here.write("../backups/" + memory, "{ cut");
    const last = await backUp();
    expect(downloaded()).toHaveLength(5);
    expect(await restored(last, "last")).toEqual(inStore());
  });

  it("are left out when they vanish while they are read, and tried again when a download breaks", async () => {
    let broken = 2;
    s3.fault = (request, response) => {
      if (request.method !== "GET" || request.url?.includes("list-type") === true) return false;
      if (request.url?.includes("run1") === true) {
        s3.objects.delete("artifacts/mlflow/1/run1/artifacts/weights.bin");
        answerError(response, 404, "NoSuchKey");
        return true;
      }
      if (request.url?.includes("run2") === true && broken-- > 0) {
        response.writeHead(200, { "content-length": 9, etag: '"x"' });
        response.write("weig");
        setTimeout(() => response.destroy(), 20);
        return true;
      }
      return false;
    };
    const backup = await backUp();
    expect(Object.keys(inStore())).toHaveLength(4);
    expect(await restored(backup, "out")).toEqual(inStore());
  });

  it("make no backup when the store refuses one of them, or its key could not be restored", async () => {
    s3.fault = (request, response) => {
      if (request.url?.includes("run4") !== true) return false;
      answerError(response, 403, "AccessDenied");
      return true;
    };
    await expect(backUp()).rejects.toThrow("AccessDenied");
    // Listed, and not there under that key: a store that lists another key than it has.
    s3.fault = (request, response) => {
      if (request.method !== "GET" || request.url?.includes("run4") !== true) return false;
      if (request.url.includes("list-type")) return false;
      answerError(response, 404, "NoSuchKey");
      return true;
    };
    await expect(backUp()).rejects.toThrow("is listed and cannot be read");
    s3.fault = undefined;
    put("1/run1//twice", "x");
    await expect(backUp()).rejects.toThrow(InputError);
    expect((await here.store.list("manifests")).size).toBe(0);
  });
});

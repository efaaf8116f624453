import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ObjectStore } from "../../lib/object-store/client";
import { type FakeS3, startFakeS3 } from "../../lib/object-store/testing";
import { type KeyPair, makeKeys } from "./age";
import { readCatalog } from "./catalog";
import { prune } from "./prune";
import { restoreBackup } from "./restore";
import { S3Store } from "./s3-store";
import { Ground } from "./testing";

let s3: FakeS3;
let keys: KeyPair;
let here: Ground;
let store: S3Store;
beforeAll(async () => {
  s3 = await startFakeS3({ pageSize: 3 });
  keys = await makeKeys();
});
beforeEach(() => {
  s3.objects.clear();
  s3.fault = undefined;
  here = new Ground(keys);
  store = new S3Store("s3://backups/team/a", new ObjectStore({ env: s3.env, backoffMs: 1 }));
  return () => {
    rmSync(here.folder, { recursive: true });
  };
});
afterAll(() => s3.close());

const backUp = (at: string) => here.backUp(new Date(at), undefined, store);

describe("backups in an S3-compatible store", () => {
  it("come back byte for byte, below their prefix, and share what is equal", async () => {
    s3.objects.set("backups/team/ab/manifests/other.json", Buffer.from("not ours"));
    const first = await backUp("2026-11-20T10:00:00Z");
    here.write("mlflow.db", "a later database");
    const second = await backUp("2026-11-21T10:00:00Z");
    expect(second.manifest.added_bytes).toBeLessThan(3000);
    for (const [place, backup] of [first, second].entries()) {
      const places = here.places(`out${place}`);
      await restoreBackup({ store, backup, keys, places, hint: "" });
      expect(readFileSync(places.database, "utf8")).toBe(["a database", "a later database"][place]);
    }
    await prune(store, "local", { daily: 1, weekly: 0, monthly: 0 });
    const { backups } = await readCatalog(store, "local");
    expect(backups.map(({ id }) => id)).toEqual([second.id]);
    const places = here.places("out");
    await restoreBackup({ store, backup: second, keys, places, hint: "" });
    expect(s3.objects.has("backups/team/ab/manifests/other.json")).toBe(true);
  });

  it("are refused when an object is cut or another", async () => {
    const backup = await backUp("2026-11-20T10:00:00Z");
    const [name, bytes] = [...s3.objects].find(([, found]) => found.length > 200_000) ?? ["", null];
    if (bytes === null) throw new Error("the weights are kept elsewhere now");
    const restore = (place: string) =>
      restoreBackup({ store, backup, keys, places: here.places(place), hint: "" });
    s3.objects.set(name, bytes.subarray(0, 100));
    await expect(restore("cut")).rejects.toThrow("found 100 bytes; expected 200");
    s3.objects.set(name, Buffer.from(bytes).fill(0, 150_000, 150_001));
    await expect(restore("changed")).rejects.toThrow("cannot be decrypted");
  });

  it("say what the store says, when it goes away while they are read", async () => {
    const backup = await backUp("2026-11-20T10:00:00Z");
    let gets = 0;
    s3.fault = (request, response) => {
      if (request.method !== "GET" || request.url?.includes("/objects/") !== true) return false;
      if (++gets < 3) return false;
      response.writeHead(403).end();
      return true;
    };
    const places = here.places("out");
    await expect(restoreBackup({ store, backup, keys, places, hint: "" })).rejects.toThrow("403");
  });

  it("do not exist when the store goes away halfway", async () => {
    let puts = 0;
    s3.fault = (request, response) => {
      if (request.method !== "PUT" || ++puts < 4) return false;
      response.writeHead(403).end();
      return true;
    };
    await expect(backUp("2026-11-20T10:00:00Z")).rejects.toThrow("403");
    s3.fault = undefined;
    expect((await readCatalog(store)).backups).toEqual([]);
  });

  it("are read again by a share a day: what rotted is made again within a week", async () => {
    await backUp("2026-11-20T10:00:00Z");
    const [name, bytes] = [...s3.objects].find(([, found]) => found.length > 200_000) ?? ["", null];
    if (bytes === null) throw new Error("the weights are kept elsewhere now");
    const rotten = Buffer.from(bytes);
    rotten[1000] = (rotten[1000] ?? 0) ^ 1;
    s3.objects.set(name, rotten);
    const objects = new ObjectStore({ env: s3.env, backoffMs: 1 });
    const reads: number[] = [];
    for (let day = 0; day < 7 && s3.objects.get(name) === rotten; day++) {
      s3.requests.length = 0;
      store = new S3Store("s3://backups/team/a", objects, { now: () => day * 86_400_000 });
      await backUp(`2026-11-2${day + 1}T10:00:00Z`);
      reads.push(s3.requests.filter((request) => request === `GET /${name}`).length);
    }
    // Once, on its day, and not on the others.
    expect(reads.at(-1)).toBe(1);
    expect(reads.slice(0, -1)).toEqual(reads.slice(0, -1).map(() => 0));
    expect(s3.objects.get(name)).not.toBe(rotten);
    const { backups } = await readCatalog(store, "local");
    const backup = backups.at(-1);
    if (backup === undefined) throw new Error("no backup");
    await restoreBackup({ store, backup, keys, places: here.places("healed"), hint: "" });
  });
});

import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { makeKeys } from "../../apps/recovery/age";
import { readCatalog } from "../../apps/recovery/catalog";
import { filesBelow } from "../../apps/recovery/files";
import { objectKey } from "../../apps/recovery/format";
import { prune } from "../../apps/recovery/prune";
import { restoreBackup } from "../../apps/recovery/restore";
import { s3Source } from "../../apps/recovery/s3-source";
import { S3Store } from "../../apps/recovery/s3-store";
import { Ground } from "../../apps/recovery/testing";
import { ObjectStore } from "../../lib/object-store/client";
import { flip } from "./damage";
import { VersityGw } from "./versitygw";

const program = inject("versityGw");

/** The store and the source of S3 against a real store, where unit tests have a simulated one. */
describe.skipIf(program === "")("backups in and of a real S3-compatible store", () => {
  let folder: string;
  let gateway: VersityGw;
  let objects: ObjectStore;
  let here: Ground;
  const weights = randomBytes(9_000_000);
  const DAY_MS = 86_400_000;
  let today = Date.UTC(2026, 10, 21);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "towpath-s3-"));
    gateway = await VersityGw.start(program, folder, ["artifacts", "backups"]);
    objects = new ObjectStore({ env: gateway.env });
    here = new Ground(await makeKeys());
    await objects.put("s3://artifacts/mlflow/1/a/weights.bin", weights);
    await objects.put("s3://artifacts/mlflow/1/a/été (1)+~.txt", Buffer.from("name"));
    await objects.put("s3://artifacts/mlflow/1/b/empty.txt", new Uint8Array());
    await objects.put("s3://artifacts/other/x.txt", Buffer.from("not ours"));
  });
  afterAll(async () => {
    await gateway.close();
    for (const path of [folder, here.folder]) rmSync(path, { recursive: true });
  });

  const store = () =>
    new S3Store("s3://backups/prod", objects, { work: here.folder, now: () => today });
  const backUp = () =>
    here.backUp(new Date(today), undefined, store(), s3Source("s3://artifacts/mlflow", objects));

  it("come back byte for byte, in any folder", async () => {
    const backup = await backUp();
    const places = here.places("first");
    await restoreBackup({ store: store(), backup, keys: here.keys, places, hint: "" });
    expect(filesBelow(places.artifacts)).toEqual([
      "1/a/weights.bin",
      "1/a/été (1)+~.txt",
      "1/b/empty.txt",
    ]);
    expect(readFileSync(join(places.artifacts, "1/a/weights.bin")).equals(weights)).toBe(true);
    expect((await readCatalog(store())).backups).toHaveLength(1);
  });

  it("reuse what did not change, and take what was overwritten in the same second", async () => {
    today += DAY_MS;
    expect((await backUp()).manifest.added_bytes).toBeLessThan(5000);
    await objects.put("s3://artifacts/mlflow/1/b/note.txt", Buffer.from("one"));
    await backUp();
    await objects.put("s3://artifacts/mlflow/1/b/note.txt", Buffer.from("two"));
    today += DAY_MS;
    const places = here.places("second");
    const backup = await backUp();
    await restoreBackup({ store: store(), backup, keys: here.keys, places, hint: "" });
    expect(readFileSync(join(places.artifacts, "1/b/note.txt"), "utf8")).toBe("two");
  });

  it("find an object that rotted on the store's disk within a week, and make it again", async () => {
    const { manifest } = await backUp();
    const largest = [...manifest.objects].sort((a, b) => b.bytes - a.bytes)[0];
    if (largest === undefined) throw new Error("a backup without objects");
    const file = gateway.fileOf("backups", `prod/${objectKey(largest.name)}`);
    const digest = () => createHash("sha256").update(readFileSync(file)).digest("hex");
    expect(digest()).toBe(largest.sha256);
    flip(file);
    for (let day = 0; day < 7; day++) {
      today += DAY_MS;
      await backUp();
    }
    const places = here.places("third");
    const backup = (await readCatalog(store())).backups.at(-1);
    if (backup === undefined) throw new Error("no backup");
    await restoreBackup({ store: store(), backup, keys: here.keys, places, hint: "" });
    expect(readFileSync(join(places.artifacts, "1/a/weights.bin")).equals(weights)).toBe(true);
  });

  it("are pruned, the objects of those that stay are not", async () => {
    await prune(store(), "local", { daily: 1, weekly: 0, monthly: 0 });
    const { backups } = await readCatalog(store());
    expect(backups).toHaveLength(1);
    const [backup] = backups;
    if (backup === undefined) throw new Error("no backup");
    const places = here.places("fourth");
    await restoreBackup({ store: store(), backup, keys: here.keys, places, hint: "" });
    expect((await store().list("objects")).size).toBe(backup.manifest.objects.length + 1);
  });

  it("refuse bytes that are not those that were signed", async () => {
    const file = join(folder, "body");
    writeFileSync(file, "what it is");
    const body = { file, bytes: 10, sha256: "0".repeat(64) };
    await expect(objects.put("s3://backups/x", body)).rejects.toThrow(/HTTP 400/);
    expect(await objects.head("s3://backups/x")).toBeUndefined();
    rmSync(file);
  });
});

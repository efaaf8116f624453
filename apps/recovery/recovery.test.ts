import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RefusedError } from "../../lib/errors";
import { type KeyPair, makeKeys, readKeys } from "./age";
import { type Backup, newestAt, readCatalog } from "./catalog";
import { manifestKey, objectKey, objectName } from "./format";
import { filesBelow } from "./files";
import { prune } from "./prune";
import { restoreBackup } from "./restore";
import { sha256 } from "../../lib/digest";
import { Ground } from "./testing";

let keys: KeyPair;
beforeAll(async () => {
  keys = await makeKeys();
});
const grounds: Ground[] = [];
afterAll(() => {
  for (const { folder } of grounds) rmSync(folder, { recursive: true });
});
function ground(): Ground {
  const made = new Ground(keys);
  grounds.push(made);
  return made;
}

function restore(from: Ground, backup: Backup, name: string, by: KeyPair = keys) {
  const { store } = from;
  return restoreBackup({ store, backup, keys: by, places: from.places(name), hint: "older" });
}

/** Every file of a folder with its text. */
function textsOf(folder: string): Record<string, string> {
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return Object.fromEntries(filesBelow(folder).map((file) => [file, read(file)]));
}

/** Where the object of some bytes lies. */
function objectOf(from: Ground, text: string): string {
  return join(from.store.place, objectKey(objectName(keys.recipient, sha256(text))));
}

describe("a backup", () => {
  it("comes back byte for byte, and equal files are stored once", async () => {
    const here = ground();
    const backup = await here.backUp();
    const restored = await restore(here, backup, "out");
    const { database, artifacts, records } = here.places("out");
    expect(readFileSync(database, "utf8")).toBe("a database");
    expect(textsOf(artifacts)).toEqual(textsOf(here.artifacts));
    expect(textsOf(records)).toEqual(textsOf(here.records));
    const { plain_bytes } = backup.manifest;
    expect(restored).toEqual({ files: 4, bytes: plain_bytes, artifactRoot: undefined });
    // Four contents, since the two weights are the same; the index is named apart.
    expect(backup.manifest.objects).toHaveLength(4);
  });

  it("adds only what is new, and nothing of it can be read without the key", async () => {
    const here = ground();
    await here.backUp(new Date("2026-11-20T10:00:00Z"));
    here.write("artifacts/1/c/weights.bin", "new");
    const second = await here.backUp(new Date("2026-11-21T10:00:00Z"));
    expect(second.manifest.added_bytes).toBeLessThan(3000);
    expect(second.manifest.files).toBe(5);
    const stored = filesBelow(here.store.place).map((file) =>
      readFileSync(join(here.store.place, file), "latin1"),
    );
    for (const secret of ["weights.bin", "triage", "a database"]) {
      expect(stored.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it("of the same data as the one before leaves that one as it was", async () => {
    const here = ground();
    const first = await here.backUp(new Date("2026-11-20T10:00:00Z"));
    const second = await here.backUp(new Date("2026-11-21T10:00:00Z"));
    expect(second.manifest.added_bytes).toBe(0);
    for (const [place, backup] of [first, second].entries())
      await restore(here, backup, `o${place}`);
  });

  it("is of the moment before the dump, with what was written meanwhile or without", async () => {
    const here = ground();
    const backup = await here.backUp(new Date(), () => {
      here.write("artifacts/1/late/weights.bin", "late");
      here.write("mlflow.db", "a later database");
    });
    await restore(here, backup, "out");
    expect(readFileSync(here.places("out").database, "utf8")).toBe("a database");
  });

  it("makes an object again that was damaged since the backup before", async () => {
    const here = ground();
    const first = await here.backUp(new Date("2026-11-20T10:00:00Z"));
    const object = objectOf(here, "w".repeat(200_000));
    const bytes = readFileSync(object);
    bytes[100_000] = (bytes[100_000] ?? 0) ^ 1;
    writeFileSync(object, bytes);
    const second = await here.backUp(new Date("2026-11-21T10:00:00Z"));
    expect(second.manifest.added_bytes).toBeGreaterThan(200_000);
    for (const [place, backup] of [first, second].entries()) {
      await restore(here, backup, `out${place}`);
      expect(textsOf(here.places(`out${place}`).artifacts)).toEqual(textsOf(here.artifacts));
    }
  });

  it("leaves out a file that goes away while it is made", async () => {
    const here = ground();
    // A link without an end is listed as a link, never followed; a file that is gone is left out.
    symlinkSync("/nowhere", join(here.artifacts, "1", "link"));
    const backup = await here.backUp(new Date(), () => {
      rmSync(join(here.artifacts, "1", "b"), { recursive: true });
    });
    expect(backup.manifest.files).toBe(3);
  });

  it("does not exist when its writer dies, and the next one clears its work away", async () => {
    const here = ground();
    const failed = here.backUp(new Date(), () => {
      throw new RefusedError("the database is gone");
    });
    await expect(failed).rejects.toThrow("the database is gone");
    expect((await readCatalog(here.store)).backups).toEqual([]);
    const left = here.store.workFolder();
    writeFileSync(join(left, "database"), "in the clear");
    await here.backUp();
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(here.store.place).sort()).toEqual(["manifests", "objects"]);
  });
});

describe("a damaged backup is refused, by name", () => {
  const cases: [string, (here: Ground, backup: Backup) => void, RegExp][] = [
    [
      "an object that was cut",
      (here) => {
        truncateSync(objectOf(here, "w".repeat(200_000)), 1000);
      },
      /is not whole:\nobjects\/\S+: found 1000 bytes; expected 200\d\d\d bytes/,
    ],
    [
      "an object that is gone",
      (here) => {
        rmSync(objectOf(here, "a database"));
      },
      /objects\/\S+: missing; expected \d+ bytes/,
    ],
    [
      "a bit that was flipped",
      (here) => {
        const object = objectOf(here, "w".repeat(200_000));
        const bytes = readFileSync(object);
        bytes[150_000] = (bytes[150_000] ?? 0) ^ 8;
        writeFileSync(object, bytes);
      },
      /objects\/\S+ \(artifact 1\/a\/weights\.bin\): cannot be decrypted/,
    ],
    [
      "an object in another's place",
      (here) => {
        const target = objectOf(here, "{}");
        writeFileSync(target, readFileSync(objectOf(here, "name: triage\n")));
      },
      /not whole|found other bytes/,
    ],
  ];
  it.each(cases)("%s", async (_what, damage, message) => {
    const here = ground();
    const backup = await here.backUp();
    damage(here, backup);
    const error: unknown = await restore(here, backup, "out").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).message).toMatch(message);
    expect((error as RefusedError).hint).toBe("older");
  });

  it("a key that is not its own", async () => {
    const here = ground();
    const backup = await here.backUp();
    const other = await makeKeys();
    await expect(restore(here, backup, "out", other)).rejects.toThrow(
      `encrypted to ${keys.recipient}; the key here is that of ${other.recipient}`,
    );
    expect(existsSync(here.places("out").folder)).toBe(false);
  });

  it("a manifest that was changed, even if an older backup would do", async () => {
    const here = ground();
    const first = await here.backUp(new Date("2026-11-20T10:00:00Z"));
    const second = await here.backUp(new Date("2026-11-21T10:00:00Z"));
    const file = join(here.store.place, manifestKey(second.id));
    writeFileSync(file, readFileSync(file, "utf8").replace('"local"', '"lokal"'));
    const catalog = await readCatalog(here.store, "local");
    const newest = (at: string) => newestAt(here.store, catalog, new Date(at));
    expect(() => newest("2026-11-22T00:00:00Z")).toThrow("the file was cut or changed");
    expect(newest("2026-11-20T12:00:00Z").id).toBe(first.id);
    expect(() => newest("2026-11-19T00:00:00Z")).toThrow("the oldest is of 2026-11-20T10:00:00");
    await expect(prune(here.store, "local", { daily: 0, weekly: 0, monthly: 0 })).rejects.toThrow(
      "Nothing was removed",
    );
  });
});

describe("pruning", () => {
  it("removes what no kept backup names, and nothing else", async () => {
    const here = ground();
    for (const day of [18, 19, 20, 21]) {
      here.write("mlflow.db", `database of ${day}`);
      await here.backUp(new Date(`2026-11-${day}T10:00:00Z`));
    }
    const keep = { daily: 2, weekly: 1, monthly: 0 };
    const before = textsOf(here.store.place);
    const planned = await prune(here.store, "local", keep, true);
    expect(textsOf(here.store.place)).toEqual(before);
    expect(await prune(here.store, "local", keep)).toEqual(planned);
    expect(planned.removed).toHaveLength(2);
    const { backups } = await readCatalog(here.store, "local");
    expect(backups.map(({ manifest }) => manifest.consistent_at.slice(8, 10))).toEqual([
      "20",
      "21",
    ]);
    for (const [place, backup] of backups.entries()) await restore(here, backup, `out${place}`);
    // Two databases, two indexes, three contents of files.
    expect(await here.store.list("objects")).toHaveProperty("size", 7);
  });

  it("keeps the newest whole backup, whatever the retention says", async () => {
    const here = ground();
    const good = await here.backUp(new Date("2026-11-20T10:00:00Z"));
    here.write("mlflow.db", "a second database");
    const bad = await here.backUp(new Date("2026-11-21T10:00:00Z"));
    rmSync(objectOf(here, "a second database"));
    const { kept } = await prune(here.store, "local", { daily: 1, weekly: 0, monthly: 0 });
    expect(kept.map(({ id }) => id).sort()).toEqual([good.id, bad.id]);
    await restore(here, good, "out");
  });
});

describe("keys", () => {
  it("are read from age-keygen's file, and never shown", async () => {
    const here = ground();
    const file = join(here.folder, "key.txt");
    writeFileSync(file, `# public key: ${keys.recipient}\n${keys.identity}\n`);
    expect(await readKeys(file)).toEqual(keys);
    writeFileSync(file, keys.identity.slice(0, -3));
    const error: unknown = await readKeys(file).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("damaged identity");
    expect(String(error)).not.toContain(keys.identity.slice(0, 30));
  });

  it("leave files that only their owner reads", async () => {
    const here = ground();
    const backup = await here.backUp();
    await restore(here, backup, "out");
    expect(statSync(here.places("out").database).mode & 0o077).toBe(0);
    expect(statSync(objectOf(here, "a database")).mode & 0o077).toBe(0);
  });
});

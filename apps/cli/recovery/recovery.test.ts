import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { makeKeys } from "../../recovery/age";
import { findPaths } from "../context";
import { size } from "../../../lib/size";
import { artifactRoot, estateOf, recoveryPlaces } from "./estate";
import { backupIdentity, backupRecipient, checkIdentityNamed } from "./keys";

const folder = mkdtempSync(join(tmpdir(), "towpath-keys-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let number = 0;
let state: string;
beforeEach(() => {
  state = join(folder, String(number++));
  mkdirSync(join(state, "backups"), { recursive: true });
});
const context = (env: Record<string, string> = {}) => {
  const whole = { ...env, TOWPATH_STATE: state };
  return { paths: findPaths(process.cwd(), whole), env: whole };
};

describe("keys of backups", () => {
  it("are made once, the private one for its owner alone and away from the backups", async () => {
    const recipient = await backupRecipient(context());
    expect(await backupRecipient(context())).toBe(recipient);
    const file = join(state, "keys", "backup.txt");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, "keys")).mode & 0o777).toBe(0o700);
    const keys = await backupIdentity(context(), join(state, "backups"));
    expect(keys.recipient).toBe(recipient);
    expect(readFileSync(file, "utf8")).toContain(`# public key: ${recipient}`);
  });

  it("are one pair, however many ask first", async () => {
    const asked = await Promise.all([1, 2, 3].map(() => backupRecipient(context())));
    expect(new Set(asked).size).toBe(1);
  });

  it("need not be here to make backups: the public one is enough", async () => {
    const { recipient } = await makeKeys();
    const given = context({ TOWPATH_BACKUP_RECIPIENT: recipient });
    expect(await backupRecipient(given)).toBe(recipient);
    expect(existsSync(join(state, "keys"))).toBe(false);
    await expect(backupIdentity(given, join(state, "backups"))).rejects.toThrow("cannot be read");
  });

  it("are refused where a private one was given for the public one, and it is not shown", async () => {
    const { identity } = await makeKeys();
    const given = backupRecipient(context({ TOWPATH_BACKUP_RECIPIENT: identity }));
    const error: unknown = await given.catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("expected age1…");
    expect(String(error)).not.toContain(identity.slice(0, 20));
  });

  it("are refused among the backups", async () => {
    const { identity } = await makeKeys();
    const file = join(state, "backups", "key.txt");
    writeFileSync(file, identity);
    const named = context({ TOWPATH_BACKUP_IDENTITY_FILE: file });
    await expect(backupIdentity(named, join(state, "backups"))).rejects.toThrow(
      "lies among the backups",
    );
  });
});

describe("what is backed up, and where to", () => {
  it("is a folder or S3, and nothing else", () => {
    expect(recoveryPlaces(context()).storeFolder).toBe(join(state, "backups"));
    const s3 = recoveryPlaces(context({ TOWPATH_BACKUPS: "s3://team/backups" }));
    expect([s3.store.place, s3.storeFolder]).toEqual(["s3://team/backups", undefined]);
    const ftp = context({ TOWPATH_BACKUPS: "ftp://team/backups" });
    expect(() => recoveryPlaces(ftp)).toThrow("expected a folder or s3://<bucket>/<prefix>");
  });

  it.each<[Record<string, string>, string]>([
    [{}, "There is nothing to back up before the first run"],
    [{ MLFLOW_TRACKING_URI: "https://mlflow.example" }, "Name both"],
    [{ TOWPATH_DATABASE_URL: "postgresql://db/mlflow" }, "one without the other"],
  ])("is refused with %j", (env, hint) => {
    try {
      estateOf(context(env));
      expect.unreachable();
    } catch (error) {
      expect((error as { hint?: string }).hint).toContain(hint);
    }
  });

  it("is named for another environment, whose backups are not this checkout's", () => {
    expect(() => recoveryPlaces(context(), "prod")).toThrow(
      "where the backups of prod lie is not known here",
    );
    const named = context({ TOWPATH_BACKUPS: "s3://team/tracking" });
    expect(recoveryPlaces(named, "prod").store.place).toBe("s3://team/tracking");
    expect(() => {
      checkIdentityNamed(named, "prod");
    }).toThrow("expected the file with the private key of prod's backups");
    checkIdentityNamed(named, "local");
    checkIdentityNamed(context({ TOWPATH_BACKUP_IDENTITY_FILE: "/somewhere" }), "prod");
  });

  it("has a root in S3 only where one is named", () => {
    const rootOf = (TOWPATH_ARTIFACTS: string) => artifactRoot(context({ TOWPATH_ARTIFACTS }));
    expect(["", "/srv/artifacts", "s3://team/mlflow/"].map(rootOf)).toEqual([
      undefined,
      undefined,
      "s3://team/mlflow",
    ]);
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_200_000, "1.2 MB"],
    [1_000_000_000, "1.0 GB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(size(bytes)).toBe(text);
  });
});

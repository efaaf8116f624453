import { describe, expect, it } from "vitest";
import { InputError } from "../../../lib/errors";
import { readBackupSettings, readRestoreSettings, storeEnv } from "./settings";

const RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudnqz5tsxh6ymk";
const BACKUP = {
  ENVIRONMENT: "prod",
  BACKUP_STORE: "s3://backups/prod",
  BACKUP_RECIPIENT: RECIPIENT,
  ARTIFACT_ROOT: "s3://artifacts/mlflow",
  RECORDS: "/etc/towpath/records",
  REPORTS: "s3://reports/drills",
};

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("expected a refusal");
}

describe("settings of a backup", () => {
  it("are read, with what is empty left out", () => {
    const found = readBackupSettings({ ...BACKUP, CLOUDWATCH_NAMESPACE: "", WORK: "" });
    expect(found).toMatchObject({ work: "/work", metrics: undefined, recipient: RECIPIENT });
    expect(found.tools).toEqual({ node: process.versions.node });
  });

  it("are refused all at once", () => {
    const message = refusal(() => readBackupSettings({ ...BACKUP, RECORDS: "", REPORTS: "x" }));
    expect(message).toMatch(/^RECORDS: not usable|^RECORDS: missing/m);
    expect(message).toMatch(/^REPORTS: not usable; expected an absolute folder or s3:/m);
  });

  it("never show a private key that was given for the public one", () => {
    const secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZ";
    const message = refusal(() => readBackupSettings({ ...BACKUP, BACKUP_RECIPIENT: secret }));
    expect(message).toContain("expected a public key");
    expect(message).not.toContain(secret.slice(0, 20));
    expect(refusal(() => readBackupSettings({ ...BACKUP, BACKUP_RECIPIENT: "" }))).toContain(
      "expected one of them",
    );
  });
});

describe("settings of a restore", () => {
  const RESTORE = { ENVIRONMENT: "prod", BACKUP_STORE: "/backups", IDENTITY_FILE: "/run/identity" };

  it("take a moment with its offset", () => {
    const { at } = readRestoreSettings({ ...RESTORE, AT: "2026-11-21T10:00:00+01:00" });
    expect(at).toEqual(new Date("2026-11-21T09:00:00Z"));
    expect(refusal(() => readRestoreSettings({ ...RESTORE, AT: "yesterday" }))).toContain("AT: ");
  });
});

describe("the store of the backups", () => {
  const PLAIN = {
    AWS_ACCESS_KEY_ID: "A",
    AWS_SECRET_ACCESS_KEY: "a",
    AWS_SESSION_TOKEN: "t",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL_S3: "http://object-store.data.svc:7070",
  };

  it("is that of the artifacts, unless it is said", () => {
    expect(storeEnv({ ...PLAIN, BACKUP_AWS_ENDPOINT_URL_S3: "" })).toMatchObject(PLAIN);
  });

  it("has a key of its own without the other one's token", () => {
    const own = { BACKUP_AWS_ACCESS_KEY_ID: "B", BACKUP_AWS_SECRET_ACCESS_KEY: "b" };
    const found = storeEnv({ ...PLAIN, ...own, BACKUP_AWS_REGION: "eu-central-1" });
    expect(found).toMatchObject({
      AWS_ACCESS_KEY_ID: "B",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL_S3: PLAIN.AWS_ENDPOINT_URL_S3,
    });
    expect(found.AWS_SESSION_TOKEN).toBeUndefined();
  });
});

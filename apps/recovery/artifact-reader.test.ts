import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../lib/digest";
import { FolderReader } from "./artifact-reader";

const RUN = "0123456789abcdef0123456789abcdef";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-reader-"));
  for (const path of [
    `1/${RUN}/artifacts/model.json`,
    `teams/support/support-triage/${RUN}/artifacts/model.json`,
    `1/models/m-${RUN}/artifacts/MLmodel`,
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return () => {
    rmSync(folder, { recursive: true });
  };
});

describe("artifacts that were restored from S3", () => {
  it("are found by the URI that they had there, and by no other bucket's", async () => {
    const reader = new FolderReader(folder, "s3://artifacts/mlflow");
    const path = `teams/support/support-triage/${RUN}/artifacts/model.json`;
    expect(await reader.digest(`s3://artifacts/mlflow/${path}`)).toEqual({
      bytes: path.length,
      sha256: sha256(path),
    });
    const proxied = await reader.bytes(`mlflow-artifacts:/1/${RUN}/artifacts/model.json`);
    expect(Buffer.from(proxied ?? []).toString()).toContain("1/");
    for (const uri of [
      `s3://artifacts/mlflow-2/${path}`,
      `s3://others/mlflow/${path}`,
      `file://${folder}/${path}`,
    ]) {
      expect(await reader.digest(uri)).toBeUndefined();
      expect(await reader.holds(uri)).toBe(false);
    }
    await expect(async () => reader.digest("s3://artifacts/mlflow/../mlflow/x")).rejects.toThrow(
      /plain names/,
    );
  });

  it("are listed by run, below a team as elsewhere", async () => {
    expect(await new FolderReader(folder).runFolders()).toEqual([
      `1/${RUN}`,
      `teams/support/support-triage/${RUN}`,
    ]);
  });
});

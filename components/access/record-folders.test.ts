import { describe, expect, it } from "vitest";
import type { Service } from "../config/service";
import { loadStacks } from "../config/load";
import { logicalName } from "./logical-name";
import { recordFolders } from "./record-folders";

const shipped = loadStacks(process.cwd()).services;
const [service] = Object.values(shipped);
if (service === undefined) throw new Error("no service is shipped");

const promoted = (uri: string) => ({
  model_version: "triage-2",
  run_id: "run",
  artifact: { uri, sha256: "0".repeat(64) },
  data: { uri: "s3://datasets/eval.csv", sha256: "0".repeat(64) },
  commit: null,
  evaluation: { run_id: "evaluation", accuracy: 0.9, threshold: 0.8 },
  contract_check: { result: "pass" as const, at: "2026-11-21T09:00:00Z" },
  approved_by: "omar",
  promoted_by: "mira",
  promoted_at: "2026-11-21T09:00:00Z",
});
const recorded = (current: string, previous: string): Record<string, Service> => ({
  triage: {
    ...service,
    environments: { prod: { current: promoted(current), previous: promoted(previous) } },
  },
});

describe("recordFolders", () => {
  it("are those of the environment's records, current and previous, each once", () => {
    const records = recorded("s3://artifacts/mlflow/teams/a/2/", "s3://artifacts/mlflow/teams/a/1");
    expect(recordFolders(records, "prod")).toEqual(["mlflow/teams/a/1", "mlflow/teams/a/2"]);
    expect(recordFolders(records, "dev")).toEqual([]);
    expect(recordFolders(recorded("s3://b/one", "s3://b/one"), "prod")).toEqual(["one"]);
  });

  it("are none for committed baselines, and never a whole bucket", () => {
    expect(recordFolders(shipped, "prod")).toEqual([]);
    expect(recordFolders(recorded("s3://artifacts", "s3://artifacts/"), "prod")).toEqual([]);
  });

  it("name no pattern and no variable of IAM", () => {
    expect(recordFolders(recorded("s3://b/a*b?", "s3://b/${aws:username}"), "prod")).toEqual([
      "${$}{aws:username}",
      "a${*}b${?}",
    ]);
  });
});

describe("logicalName", () => {
  it("leaves what is short enough, and tells long ones apart", () => {
    expect(logicalName("developer-support-ml")).toBe("developer-support-ml");
    const [one, two] = [`${"a".repeat(80)}-1`, `${"a".repeat(80)}-2`].map(logicalName);
    expect(one).not.toBe(two);
    expect(one).toHaveLength(56);
    expect(two).toHaveLength(56);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadJobConfig } from "./config";

const VALID = `run_name: r
dataset_uri: data.csv
text_column: text
target_column: label
metric_threshold: { accuracy: 0.8 }
artifact_name: support-triage
seed: 1
team: support-ml
environment: local
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "towpath-config-"));
  mkdirSync(join(root, "jobs"));
  writeFileSync(join(root, "jobs", "data.csv"), "text,label\n");
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function load(text: string) {
  writeFileSync(join(root, "jobs", "job.yaml"), text);
  return loadJobConfig(join(root, "jobs", "job.yaml"), root);
}

describe("loadJobConfig", () => {
  it("finds the data beside the config and names it relative to the project", () => {
    const loaded = load(VALID);
    expect(loaded.dataset).toEqual({ path: join(root, "jobs/data.csv"), uri: "jobs/data.csv" });
    expect(loaded.name).toBe("jobs/job.yaml");
    expect(loaded.evalData).toBeUndefined();
    expect(loaded.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("names data outside of the project by its URI", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "towpath-elsewhere-"));
    writeFileSync(join(elsewhere, "d.csv"), "");
    const uri = pathToFileURL(join(elsewhere, "d.csv")).href;
    expect(load(VALID.replace("data.csv", uri)).dataset.uri).toBe(uri);
    rmSync(elsewhere, { recursive: true });
  });

  it.each([
    ["seed: 1", "seed: -1", /job\.yaml:7:7: seed: found -1/],
    ["seed: 1", "sed: 1", /unknown key "sed" \(did you mean "seed"\?\)/],
    ["accuracy: 0.8", "accuracy: 80", /metric_threshold\.accuracy: found 80/],
    [
      "artifact_name: support-triage",
      "artifact_name: Support Triage",
      /expected a kebab-case name/,
    ],
    [
      "dataset_uri: data.csv",
      "dataset_uri: none.csv",
      /dataset_uri: found "none\.csv", which does not exist; looked at/,
    ],
    [
      "dataset_uri: data.csv",
      `dataset_uri: s3://b/d.csv\ndataset_sha256: ${"a".repeat(64)}`,
      /expected a path or a file:\/\/ URI. Data in s3:\/\/ is read by the training job/,
    ],
    ["dataset_uri: data.csv", "dataset_uri: s3://b/d.csv", /dataset_sha256: missing; expected the/],
    ["seed: 1", "seed: 1\neval_uri: s3://b/e.csv", /eval_sha256: missing; expected the SHA-256/],
    [
      "seed: 1",
      "seed: 1\ncluster: { gpu: { count: 0 } }",
      /job\.yaml:8:26: cluster\.gpu\.count: found 0; expected a whole number of GPUs from 1/,
    ],
    [
      "seed: 1",
      "seed: 1\ncluster: { gpu: { count: 0.5 } }",
      /cluster\.gpu\.count: found 0\.5; expected a whole number of GPUs from 1/,
    ],
    ["seed: 1", "seed: 1\ncluster: { gpus: 1 }", /unknown key "gpus" \(did you mean "gpu"\?\)/],
    ["team: support-ml\n", "", /team: missing; expected string/],
  ])("refuses %s as %s", (from, to, message) => {
    expect(() => load(VALID.replace(from, to))).toThrow(message);
  });
});

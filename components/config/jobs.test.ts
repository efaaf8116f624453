import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jobsOf, loadJobs } from "./jobs";
import { loadStacks } from "./load";

const stacks = loadStacks(process.cwd());
const VALID = `run_name: r
dataset_uri: ../data/d.csv
text_column: text
target_column: label
metric_threshold: { accuracy: 0.8 }
artifact_name: support-triage
seed: 1
team: support-ml
environment: dev
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "towpath-jobs-"));
  mkdirSync(join(root, "apps/jobs/configs"), { recursive: true });
  mkdirSync(join(root, "apps/jobs/data"));
  writeFileSync(join(root, "apps/jobs/data/d.csv"), "text,label\na,b\n");
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function load(text: string, name = "j") {
  writeFileSync(join(root, `apps/jobs/configs/${name}.yaml`), text);
  return loadJobs(root, stacks);
}

describe("loadJobs", () => {
  it("reads the shipped configs with their data, by the paths that the repository has", () => {
    const jobs = loadJobs(process.cwd(), stacks);
    expect(jobs.map(({ name }) => name)).toEqual([
      "support-triage-2026-10",
      "support-triage-2026-11",
    ]);
    expect(jobs[1]?.files.map(({ path }) => path)).toEqual([
      "apps/jobs/configs/support-triage-2026-11.yaml",
      "apps/jobs/data/support-triage/train-2026-11.csv",
      "apps/jobs/data/support-triage/eval.csv",
    ]);
  });

  it("needs no file for data in a bucket", () => {
    const uri = `dataset_uri: s3://b/teams/support-ml/d.csv\ndataset_sha256: ${"a".repeat(64)}`;
    const [job] = load(VALID.replace("dataset_uri: ../data/d.csv", uri));
    expect(job?.files.map(({ path }) => path)).toEqual(["apps/jobs/configs/j.yaml"]);
  });

  it.each([
    [
      "team: support-ml",
      "team: support-ms",
      /j\.yaml:8:7: team: found "support-ms" \(did you mean/,
    ],
    ["environment: dev", "environment: dex", /environment: found "dex".*expected a key of stacks/],
    ["../data/d.csv", "../data/e.csv", /dataset_uri: found "\.\.\/data\/e\.csv", which does not/],
    ["../data/d.csv", "../../../../etc/passwd", /expected a path inside this repository, or an s3/],
    ["../data/d.csv", "file:///srv/d.csv", /expected a path inside this repository, or an s3/],
    [
      "seed: 1",
      "seed: 1\ncluster: { cpu: 17 }",
      /cluster\.cpu: found 17; expected at most 16 cores/,
    ],
    [
      "seed: 1",
      "seed: 1\ncluster: { memory_mib: 70000 }",
      /found 70000; expected at most 65536 MiB/,
    ],
    [
      "seed: 1",
      "seed: 1\ncluster: { gpu: { count: 2 } }",
      /found 2; expected at most 1, the quota/,
    ],
    [
      "seed: 1",
      "seed: 1\ncluster: { environments: [prod], gpu: { count: 1, pool: trainin } }",
      /cluster\.gpu\.pool: found "trainin" \(did you mean "training"\?\); expected a key of gpu_pools of prod/,
    ],
    ["seed: 1", "seed: 1\ncluster: { environments: [qa] }", /cluster\.environments\.0: found "qa"/],
  ])("refuses %s as %s", (from, to, message) => {
    expect(() => load(VALID.replace(from, to))).toThrow(message);
  });

  it("refuses a name that no CronJob can have, and data that no ConfigMap holds", () => {
    expect(() => load(VALID, "a".repeat(44))).toThrow(/expected at most 43 lower-case letters/);
    rmSync(join(root, `apps/jobs/configs/${"a".repeat(44)}.yaml`));
    writeFileSync(join(root, "apps/jobs/data/d.csv"), "x".repeat(1_000_001));
    expect(() => load(VALID)).toThrow(/bytes of committed data; expected at most 1000000/);
  });
});

describe("jobsOf", () => {
  it("gives an environment its own jobs, once experiments are shared", () => {
    const jobs = load(VALID);
    expect(jobsOf(jobs, { name: "dev", maturity: 2 })).toEqual(jobs);
    expect(jobsOf(jobs, { name: "dev", maturity: 1 })).toEqual([]);
    expect(jobsOf(jobs, { name: "prod", maturity: 3 })).toEqual([]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leastThreshold } from "./least-threshold";
import { loadStacks } from "./load";

const service = loadStacks(process.cwd()).services["support-triage"];
if (service === undefined) throw new Error("the example service is gone");
const withBaseline = (accuracy: number) => ({
  ...service,
  baseline: { ...service.baseline, evaluation: { accuracy } },
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "towpath-threshold-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function job(name: string, accuracy: number, artifact = "support-triage") {
  mkdirSync(join(root, "apps/jobs/configs"), { recursive: true });
  writeFileSync(
    join(root, `apps/jobs/configs/${name}.yaml`),
    `run_name: r
dataset_uri: ../data/d.csv
text_column: text
target_column: label
metric_threshold: { accuracy: ${accuracy} }
artifact_name: ${artifact}
seed: 1
team: support-ml
environment: dev
`,
  );
}

describe("leastThreshold", () => {
  it("is the baseline's accuracy where no job makes the model", () => {
    job("other", 0.99, "something-else");
    expect(leastThreshold(root, withBaseline(0.7))).toEqual({
      accuracy: 0.7,
      whose: "the baseline's own accuracy",
    });
  });

  it("is the lowest of the jobs' thresholds", () => {
    job("october", 0.8);
    job("november", 0.9);
    expect(leastThreshold(root, withBaseline(0.7))).toEqual({
      accuracy: 0.8,
      whose: "that of apps/jobs/configs/october.yaml",
    });
  });

  it("is the baseline's accuracy where the jobs ask for less", () => {
    job("october", 0.5);
    expect(leastThreshold(root, withBaseline(0.7)).accuracy).toBe(0.7);
  });

  it("is 0.8 for the shipped service", () => {
    expect(leastThreshold(process.cwd(), service).accuracy).toBe(0.8);
  });

  it("names what is wrong in a job's config", () => {
    job("broken", 7);
    expect(() => leastThreshold(root, service)).toThrow(/broken\.yaml:5:\d+: metric_threshold/);
  });
});

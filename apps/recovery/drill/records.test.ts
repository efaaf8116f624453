import { describe, expect, it } from "vitest";
import type { ModelVersion, Run } from "../../jobs/tracking/client";
import { type PromotedHere, versionsToAsk } from "./records";

const promoted = (service: string, current: boolean, alone: boolean): PromotedHere => ({
  record: "",
  service,
  modelVersion: `${service}-1`,
  current,
  alone,
  runId: "r",
  evaluationRunId: "e",
  artifact: { uri: "s3://b/x", sha256: "0" },
});

/** A registered version, as far as it is looked at. */
const version = (number: number) =>
  ({
    name: "triage",
    runId: `run${number}`,
    source: `u${number}`,
    version: number,
  }) as ModelVersion;
const run = (id: string, status: Run["status"]) =>
  ({
    runId: id,
    status,
    tags: { "towpath.artifact_sha256": `sha-${id}`, "towpath.model_version": `v-${id}` },
  }) as unknown as Run;

describe("what a drill asks", () => {
  it("is what is promoted now, and answers without a GPU", () => {
    const records = [
      promoted("triage", true, true),
      promoted("triage", false, true),
      promoted("chat", true, false),
    ];
    expect(versionsToAsk(records, [], new Map()).map(({ service }) => service)).toEqual(["triage"]);
    // A drill of language models alone asks none, instead of a version that nobody promoted.
    const chat = versionsToAsk(records.slice(2), [version(1)], new Map());
    expect(chat).toEqual([]);
  });

  it("is the newest finished version where nothing is promoted", () => {
    const runs = new Map([
      ["run1", run("run1", "FINISHED")],
      ["run2", run("run2", "FINISHED")],
      ["run3", run("run3", "RUNNING")],
    ]);
    const [asked, ...others] = versionsToAsk([], [version(1), version(2), version(3)], runs);
    expect(asked).toMatchObject({ modelVersion: "v-run2", artifact: { uri: "u2" } });
    expect(others).toEqual([]);
  });
});

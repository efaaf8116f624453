import { describe, expect, it } from "vitest";
import { loadStacks } from "../../../components/config/load";
import { baselineOf } from "../../../components/config/service";
import type { FinishedRun } from "../../jobs/evaluate";
import type { MlflowClient } from "../../jobs/tracking/client";
import {
  checkPeople,
  checkThreshold,
  checkTraffic,
  passedEvaluation,
  rollbackTarget,
} from "./gate";

const { access, services } = loadStacks(process.cwd());
const service = services["support-triage"];
if (service === undefined) throw new Error("the example service is gone");
const baseline = baselineOf(service);
const now = new Date("2026-11-21T00:00:00Z");

describe("checkPeople", () => {
  it.each([
    ["mira", "omar", false],
    ["petra", "petra", false],
    ["petra", "mira", true],
  ])("%s with %s, four eyes %s: allowed", (promoter, approver, fourEyes) => {
    expect(() => {
      checkPeople(access, { promoter, approver }, ["support-ml"], fourEyes, now);
    }).not.toThrow();
  });

  it.each([
    ["dana", "omar", false, /dana may not promote: dana is developer \(promote-artifact: no\)/],
    ["omar", "mira", false, /omar may not promote/],
    ["mira", "dana", false, /dana may not approve a promotion/],
    ["mira", "eve", false, /eve is not in stacks\/access\.yaml/],
    ["petra", "petra", true, /the approver must be somebody else/],
  ])("%s with %s, four eyes %s: refused", (promoter, approver, fourEyes, message) => {
    expect(() => {
      checkPeople(access, { promoter, approver }, ["support-ml"], fourEyes, now);
    }).toThrow(message);
  });

  it("takes a lead for the teams of the service alone, and who reaches every team for any", () => {
    const check = (approver: string, teams: string[]) => () => {
      checkPeople(access, { promoter: "petra", approver }, teams, false, now);
    };
    expect(check("omar", ["platform", "support-ml"])).not.toThrow();
    expect(check("petra", [])).not.toThrow();
    expect(check("omar", ["platform"])).toThrow(/omar may not approve .* and of no other/);
    expect(check("mira", [])).toThrow(/mira may not approve a promotion/);
  });

  it("lets nobody promote another team's service", () => {
    const check = (teams: string[]) => () => {
      checkPeople(access, { promoter: "mira", approver: "petra" }, teams, true, now);
    };
    expect(check(["support-ml"])).not.toThrow();
    expect(check(["ranking"])).toThrow(
      /mira may not promote: mira is model-owner \(promote-artifact: yes\) of team support-ml, and of no other/,
    );
  });
});

describe("checkTraffic", () => {
  const promotion = { current: baseline, previous: baseline };
  const check = (canary_percent: number, shadow = false) => {
    checkTraffic("stacks/services/x.yaml", "prod", {
      ...promotion,
      traffic: { canary_percent, shadow },
    });
  };

  it("lets a first promotion through, and one over a version that gets every request", () => {
    checkTraffic("x.yaml", "prod");
    checkTraffic("x.yaml", "prod", promotion);
    check(100);
  });

  it.each([
    [10, false, "it gets 10 % of the requests"],
    [0, false, "it gets 0 % of the requests"],
    [100, true, "it gets only mirrored requests"],
  ])("refuses one over a trial: %i %%, shadow %s", (percent, shadow, message) => {
    expect(() => {
      check(percent, shadow);
    }).toThrow(message);
  });
});

const run: FinishedRun = {
  runId: "r1",
  modelVersion: "support-triage-2026-11-21-1",
  artifact: { uri: "mlflow-artifacts:/1/r1/artifacts/model", sha256: "a".repeat(64) },
  tags: { "towpath.evaluation_run": "e1" },
};
const tags = {
  "towpath.kind": "evaluation",
  "towpath.evaluated_run": "r1",
  "towpath.artifact_sha256": "a".repeat(64),
  "towpath.environment": "local",
  "towpath.compared_with": baseline.model_version,
  "towpath.verdict": "pass",
};
const evaluation = {
  runId: "e1",
  experimentId: "1",
  status: "FINISHED",
  artifactUri: "",
  tags,
  metrics: { accuracy: 0.9 },
  params: { threshold_accuracy: "0.8" },
};

/** Tracking that knows one evaluation. */
function tracking(changed: object | null): MlflowClient {
  const getRun = () => Promise.resolve(changed === null ? null : { ...evaluation, ...changed });
  return { getRun } as unknown as MlflowClient;
}

describe("checkThreshold", () => {
  const passed = (threshold: number) => () => {
    checkThreshold(process.cwd(), service, { run_id: "e1", accuracy: 1, threshold });
  };

  it("takes the training job's threshold", () => {
    expect(passed(0.8)).not.toThrow();
  });

  it.each([0, 0.79])("refuses a gate that is no gate: %d", (threshold) => {
    expect(passed(threshold)).toThrow(
      /asked for accuracy 0(\.79)?; expected at least 0\.8, that of apps\/jobs\/configs\/support-triage-/,
    );
  });
});

describe("passedEvaluation", () => {
  it("takes a finished pass about this artifact, environment and served version", async () => {
    await expect(passedEvaluation(tracking({}), run, "local", baseline)).resolves.toEqual({
      run_id: "e1",
      accuracy: 0.9,
      threshold: 0.8,
    });
  });

  it.each([
    ["none", null, /has no finished evaluation/],
    ["an unfinished one", { status: "RUNNING" }, /has no finished evaluation/],
    [
      "a training run",
      { tags: { ...tags, "towpath.kind": "training" } },
      /towpath\.kind "training"/,
    ],
    [
      "another run's",
      { tags: { ...tags, "towpath.evaluated_run": "r2" } },
      /evaluated_run "r2", expected "r1"/,
    ],
    [
      "another artifact's",
      { tags: { ...tags, "towpath.artifact_sha256": "b" } },
      /artifact_sha256/,
    ],
    [
      "another environment's",
      { tags: { ...tags, "towpath.environment": "prod" } },
      /environment "prod"/,
    ],
    [
      "a stale comparison",
      { tags: { ...tags, "towpath.compared_with": "old" } },
      /compared_with "old"/,
    ],
    ["a failed verdict", { tags: { ...tags, "towpath.verdict": "fail" } }, /did not pass/],
    [
      "an accuracy below",
      { metrics: { accuracy: 0.79 } },
      /did not pass: accuracy 0\.7900, threshold 0\.8/,
    ],
    ["no accuracy", { metrics: {} }, /did not pass: accuracy unknown/],
    ["no threshold", { params: {} }, /did not pass/],
  ])("refuses %s", async (_, changed, message) => {
    await expect(passedEvaluation(tracking(changed), run, "local", baseline)).rejects.toThrow(
      message,
    );
  });
});

describe("rollbackTarget", () => {
  const promotion = {
    current: { ...baseline, model_version: "v2" },
    previous: { ...baseline, model_version: "v1" },
  };

  it.each([
    [undefined, undefined, baseline.model_version],
    [promotion, undefined, "v2"],
    [promotion, "v1", "v1"],
    [promotion, baseline.model_version, baseline.model_version],
  ])("of %j, wanting %s", (record, wanted, expected) => {
    expect(rollbackTarget(service, record, wanted).model_version).toBe(expected);
  });

  it("refuses a version that the record does not know", () => {
    expect(() => rollbackTarget(service, promotion, "v9")).toThrow(
      /--rollback-target: found "v9".*expected one of v2, v1, support-triage-baseline-1/,
    );
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { LastEval, LastRun } from "../apps/jobs/results";
import { Cli } from "./cli";

/** Why these tests cannot run here; the setup prints it. */
const noPython = inject("noPython");

interface Started {
  endpoint: string;
  mlflow: string;
  model_version: string;
  trace: Record<string, unknown> & { rollback_target: string; run: { id: string } };
  load: { requests: number; failed: number; mixed: number; versions: Record<string, number> };
  plan: { environment: string; resources: number; page: string; summary: string };
}

const OCTOBER = "apps/jobs/configs/support-triage-2026-10.yaml";
const people = ["--as", "mira", "--approver", "omar"];

describe.skipIf(noPython !== "")("the golden path on a real MLflow server", () => {
  const cli = new Cli();
  let started: Started;

  beforeAll(async () => {
    started = await cli.json<Started>(["start"]);
  });
  afterAll(() => cli.close());

  it("ends with a served, traced, rolled-back endpoint", async () => {
    expect(started.load).toMatchObject({ failed: 0, mixed: 0 });
    const [first, second] = Object.keys(started.load.versions);
    expect(started.model_version).toBe(first);
    expect(started.trace.rollback_target).toBe(second);
    const health = await fetch(`${started.endpoint}/health`).then((answer) => answer.json());
    expect(health).toEqual({ status: "ok", model_version: first });
    const answer = await fetch(`${started.endpoint}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "someone is in my account" }),
    }).then((response) => response.json());
    expect(answer).toMatchObject({ label: "needs-human-review", model_version: first });
  });

  it("shows the plan of dev at its end, as a page to open", () => {
    expect(started.plan).toMatchObject({ environment: "dev" });
    expect(started.plan.resources).toBeGreaterThan(120);
    expect(started.plan.summary).toMatch(
      /^dev: \d+ resources, 0 mandatory violations, an estimated \$\d+/,
    );
    const page = fileURLToPath(started.plan.page);
    expect(page.startsWith(cli.state)).toBe(true);
    expect(readFileSync(page, "utf8")).toContain("<title>");
  });

  it("traces the endpoint to its run, config, data, people and artifact", async () => {
    const trace = await cli.json<Started["trace"]>(["trace", "support-triage"]);
    expect(trace).toEqual(started.trace);
    expect(trace).toMatchObject({
      endpoint: started.endpoint,
      owner: { name: "support-ml" },
      approved_by: "omar",
      promoted_by: "mira",
      config: { path: OCTOBER },
      dataset: { uri: "apps/jobs/data/support-triage/train-2026-10.csv" },
    });
    // The run is really there, in MLflow's own words.
    const url = `${started.mlflow}/api/2.0/mlflow/runs/get?run_id=${trace.run.id}`;
    const { run } = (await fetch(url).then((response) => response.json())) as {
      run: { info: { status: string }; data: { tags: { key: string; value: string }[] } };
    };
    expect(run.info.status).toBe("FINISHED");
    const tags = Object.fromEntries(run.data.tags.map(({ key, value }) => [key, value]));
    expect(tags).toMatchObject({
      "towpath.model_version": started.model_version,
      "towpath.artifact_sha256": (trace.artifact as { sha256: string }).sha256,
      "towpath.owner": "support-ml",
    });
  });

  it("can be lost and restored: a drill passes at once", async () => {
    interface Drilled {
      passed: boolean;
      consistency: { missing: unknown[]; records: number; model_versions: number };
      rpo: { lost_runs: string[] };
      predictions: { service: string; model_version: string }[];
      page: string;
    }
    const drill = await cli.json<Drilled>(["drill", "restore", "--as", "mira"]);
    expect(drill).toMatchObject({
      passed: true,
      consistency: { missing: [], records: 2, model_versions: 2 },
      rpo: { lost_runs: [] },
      predictions: [{ service: "support-triage", model_version: started.model_version }],
    });
    expect(readFileSync(drill.page, "utf8")).toMatch(/\| run by +\| mira, model-owner; may not/);
    expect(readdirSync(join(cli.state, "recovery"))).toEqual(["places.json"]);

    // Live data that loses a file is told by name, and the backup still has it.
    const [weights = ""] = readdirSync(join(cli.state, "mlflow"), {
      recursive: true,
      encoding: "utf8",
    })
      .filter((file) => file.endsWith("weights.bin"))
      .map((file) => join(cli.state, "mlflow", file));
    const bytes = readFileSync(weights);
    rmSync(weights);
    const broken = await cli.json<{ missing: { problem: string }[] }>(["drill", "verify"], 1);
    expect(broken.missing[0]?.problem).toMatch(/weights\.bin: missing$/);
    expect((await cli.json<Drilled>(["drill", "restore"])).passed).toBe(true);
    writeFileSync(weights, bytes);
    await cli.json(["drill", "verify"]);
  });

  it("never writes an input text into the log", () => {
    const log = readFileSync(join(cli.state, "logs/support-triage.log"), "utf8");
    expect(log).toContain('"status":200');
    expect(log).not.toContain("someone is in my account");
    expect(log).not.toContain("I was charged twice");
  });

  it("answers the serving standard's own verification commands", () => {
    const page = readFileSync("docs/serving-standard.md", "utf8");
    const block = /## Verify\n\n```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const script = block
      .replaceAll("http://127.0.0.1:8080", started.endpoint)
      .replace(/^npx towpath .*$/m, "");
    const said = execFileSync("bash", ["-e", "-o", "pipefail", "-c", script], { encoding: "utf8" });
    expect(said).toContain('"status":"ok"');
    expect(said).toContain('"ready":true');
    expect(said).toContain('"predictions":[');
    expect(said).toContain('"code":"unknown_field"');
    expect(said).toContain(`towpath_model_info{model_version="${started.model_version}"`);
  });

  it("rolls back to the second version and back again", async () => {
    const there = await cli.json<{ model_version: string }>(["rollback", "support-triage"]);
    expect(there.model_version).toBe(started.trace.rollback_target);
    const back = await cli.json<{ model_version: string }>(["rollback", "support-triage"]);
    expect(back.model_version).toBe(started.model_version);
  });

  it("evaluates against what is served, and says why it refuses", async () => {
    const run = await cli.json<LastRun>(["train", "--config", OCTOBER]);
    expect(JSON.parse(readFileSync(join(cli.state, "last-run.json"), "utf8"))).toEqual(run);
    const evaluation = await cli.json<LastEval>(["evaluate"]);
    expect(evaluation.regression?.current_model_version).toBe(started.model_version);
    expect(evaluation.confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(
      evaluation.data.examples,
    );

    const strict = join(cli.state, "strict.yaml");
    const text = readFileSync(OCTOBER, "utf8")
      .replace("accuracy: 0.8", "accuracy: 0.9999")
      .replaceAll("../data", join(process.cwd(), "apps/jobs/data"));
    writeFileSync(strict, text);
    await cli.json<LastRun>(["train", "--config", strict]);
    const refused = await cli.json<LastEval>(["evaluate"], 1);
    expect(refused.promotable).toBe(false);
    expect(refused.reasons[0]).toMatch(/below the threshold 0\.9999/);
    const promotion = await cli.run(["promote", "support-triage", ...people]);
    expect(promotion.code).toBe(1);
    expect(promotion.stderr).toContain("did not pass");
  });

  it("refuses a promotion without evaluation, approver or right", async () => {
    await cli.json<LastRun>(["train", "--config", OCTOBER]);
    const unevaluated = await cli.run(["promote", "support-triage", ...people]);
    expect(unevaluated.code).toBe(1);
    expect(unevaluated.stderr).toContain("has no finished evaluation");
    await cli.json<LastEval>(["evaluate"]);
    for (const [args, code, message] of [
      [["--as", "mira"], 2, "--approver"],
      [["--as", "dana", "--approver", "omar"], 1, "dana may not promote"],
      [["--as", "mira", "--approver", "dana"], 1, "dana may not approve"],
      [[...people, "--rollback-target", "nothing-like-it"], 2, "--rollback-target"],
    ] as const) {
      const refused = await cli.run(["promote", "support-triage", ...args]);
      expect(refused.code).toBe(code);
      expect(refused.stderr).toContain(message);
    }
    const unknown = await cli.run([
      "promote",
      "support-triage",
      ...people,
      "--run",
      "f".repeat(32),
    ]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("does not exist in tracking");
  });

  it("mends a changed copy from tracking, and refuses a changed original", async () => {
    const run = await cli.json<LastRun>(["train", "--config", OCTOBER]);
    await cli.json<LastEval>(["evaluate"]);
    const copy = join(cli.state, "artifacts", run.artifact_sha256, "weights.bin");
    const original = readdirSync(join(cli.state, "mlflow"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.includes(String(run.run_id)) && file.endsWith("weights.bin"))
      .map((file) => join(cli.state, "mlflow", file))[0];
    if (original === undefined) throw new Error("tracking keeps the weights elsewhere now");
    const weights = readFileSync(original);
    writeFileSync(copy, "changed");
    writeFileSync(original, Buffer.concat([weights.subarray(1), Buffer.from([0])]));
    const refused = await cli.run(["promote", "support-triage", ...people]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /weights\.bin: found sha256 [0-9a-f]{64}; expected [0-9a-f]{64}/,
    );

    writeFileSync(original, weights);
    await cli.json(["promote", "support-triage", ...people]);
    expect(readFileSync(copy)).toEqual(weights);
    expect((await cli.json<Started["trace"]>(["trace", "support-triage"])).model_version).toBe(
      run.model_version,
    );
  });

  it("leaves the checkout clean: records of local live in the state folder", () => {
    expect(existsSync(join(cli.state, "services/support-triage.yaml"))).toBe(true);
    expect(readFileSync("stacks/services/support-triage.yaml", "utf8")).toContain(
      "environments: {}",
    );
    expect(readdirSync("stacks/services")).toEqual(["baselines", "support-triage.yaml"]);
  });
});
